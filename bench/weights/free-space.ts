import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BenchError } from '../errors.ts'

/** Left free for everything else that writes to the disk. Ours. */
const reserveBytes = 256 * 2 ** 20

/** Bytes that this user may still write to the disk of a path, whose folders need not exist yet. */
export async function freeBytes(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch (error) {
    const parent = dirname(path)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error
    return freeBytes(parent)
  }
}

/** @throws BenchError DISK_SPACE when the disk of a path has no room for so many more bytes */
export async function checkSpace(
  path: string,
  neededBytes: number,
  name: string,
  free: (path: string) => Promise<number> = freeBytes,
): Promise<void> {
  if (neededBytes === 0) return
  const found = await free(path)
  if (found >= neededBytes + reserveBytes) return
  const expected = gigabytes(neededBytes + reserveBytes)
  throw new BenchError('DISK_SPACE', { path, name, found: gigabytes(found), expected })
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`
