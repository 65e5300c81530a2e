import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BenchError } from '../errors.ts'

/**
 * Lets `write` fill a temporary file beside `path`, brings it to disk and gives it its name. When anything fails the
 * temporary file is removed and `path` is as it was.
 *
 * @returns the size of the file, bytes
 * @throws BenchError DISK_FULL, FOLDER_READ_ONLY; what `write` throws
 */
export async function writeAtomically(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<number> {
  const temporary = `${path}.${process.pid}-${++serial}.tmp`
  try {
    // refuses a folder that is missing or read-only before any work is done
    await (await open(temporary, 'wx')).close()
    await write(temporary)
    const bytes = await sync(temporary)
    await rename(temporary, path)
    await sync(dirname(path))
    return bytes
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw fileError(path, temporary, error)
  }
}

/** Tells the files of one process apart. */
let serial = 0

async function sync(path: string): Promise<number> {
  const file = await open(path, 'r')
  try {
    await file.sync()
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

/** Failures of writing by what the user has to do. Errors about other files, from whatever feeds `write`, stay as they are. */
function fileError(path: string, temporary: string, error: unknown): unknown {
  const { code, message, path: about = temporary } = error as NodeJS.ErrnoException
  if (about !== temporary && about !== dirname(path)) return error
  if (code === 'ENOSPC' || code === 'EDQUOT') return new BenchError('DISK_FULL', { path }, { cause: error })
  if (code && unwritable.has(code)) {
    return new BenchError('FOLDER_READ_ONLY', { path, found: message }, { cause: error })
  }
  return error
}

const unwritable = new Set(['EACCES', 'EROFS', 'EPERM', 'ENOENT', 'ENOTDIR'])
