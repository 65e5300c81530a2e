import { totalmem } from 'node:os'

/** Memory of this machine, or what a container may use of it, bytes. */
export function machineMemoryBytes(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}
