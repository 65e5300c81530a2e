import { existsSync, readFileSync } from 'node:fs'

/** Whether a process runs. One that has ended but that its parent has not asked about yet (state Z) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const stat = `/proc/${pid}/stat`
  return !existsSync(stat) || !/^\d+ \(.*\) Z/.test(readFileSync(stat, 'utf8'))
}
