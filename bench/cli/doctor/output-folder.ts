import { access, constants, mkdtemp, rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Settings } from '../../config/settings.ts'
import { type Check, missing, ok } from './check.ts'

// A full VBench run of 6,220 clips at about 1 MB each, with room for the database and the report.
const enoughBytes = 10e9

/** Whether runs can be written where they belong, and how much space is left there. */
export async function outputFolder({ output }: Settings): Promise<Check[]> {
  const present = await nearestFolder(output)
  return [await writable(output, present), await space(present)]
}

async function nearestFolder(path: string): Promise<string> {
  const found = await access(path).then(
    () => true,
    () => false,
  )
  return found || dirname(path) === path ? path : nearestFolder(dirname(path))
}

async function writable(output: string, present: string): Promise<Check> {
  try {
    await access(present, constants.W_OK)
    // Permission bits say nothing of read-only mounts: try.
    await rm(await mkdtemp(join(present, '.bench-doctor-')), { recursive: true })
    return ok('Output', `${output} can be written`)
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return missing('Output', found, 'Make the folder writable, or choose another with --output.')
  }
}

async function space(present: string): Promise<Check> {
  const { bavail, bsize } = await statfs(present)
  const free = bavail * bsize
  const text = `${(free / 1e9).toFixed(1)} GB free at ${present}`
  if (free >= enoughBytes) return ok('Disk', text)
  const remedy = 'Free some space before a full run, or choose another disk with --output.'
  return { name: 'Disk', status: 'optional', text, remedy }
}
