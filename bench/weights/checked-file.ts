import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BenchError } from '../errors.ts'

/** The size and SHA-256 of a file, or null when it is not there. */
export async function fingerprint(path: string): Promise<{ bytes: number; sha256: string } | null> {
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile()) return null
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return { bytes: found.size, sha256: hash.digest('hex') }
}

/**
 * Keeps bytes under a name only when they are the pinned ones, whole or not at all.
 *
 * @throws BenchError FETCHED_WRONG_BYTES, DISK_FULL, FOLDER_READ_ONLY
 */
export async function keepChecked(
  path: string,
  data: Uint8Array,
  expected: { readonly sha256: string; readonly source: string },
): Promise<void> {
  const sha256 = createHash('sha256').update(data).digest('hex')
  if (sha256 !== expected.sha256) {
    throw new BenchError('FETCHED_WRONG_BYTES', {
      source: expected.source,
      found: `${data.length} bytes with sha256 ${sha256}`,
      expected: expected.sha256,
    })
  }
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(data)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw writeError(path, error)
  }
}

function writeError(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return new BenchError('DISK_FULL', { path }, { cause: error })
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code === 'ENOTDIR') {
    return new BenchError('FOLDER_READ_ONLY', { path: dirname(path), found: message }, { cause: error })
  }
  return error
}
