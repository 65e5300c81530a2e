import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BenchError } from '../errors.ts'

/** Runs file work on `path` and says what its failures mean to the user. */
export async function placing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new BenchError('DISK_FULL', { path }, { cause: error })
    if (
      code === 'EACCES' ||
      code === 'EROFS' ||
      code === 'EPERM' ||
      code === 'ENOTDIR' ||
      code === 'EEXIST'
    ) {
      throw new BenchError('CACHE_READ_ONLY', { path, found: message }, { cause: error })
    }
    throw error
  }
}

/** Makes a folder for temporary files beside a file's place, on the same disk; the caller removes it. */
export async function temporaryFolder(path: string): Promise<string> {
  const folder = `${path}.${process.pid}-${++serial}.tmp`
  await mkdir(dirname(path), { recursive: true })
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  return folder
}

/** Tells the files of one process apart. */
let serial = 0

/** Brings a finished file to disk and gives it its name. Whoever else fetched the same bytes meanwhile loses nothing. */
export async function moveIntoPlace(temporary: string, path: string): Promise<void> {
  const file = await open(temporary, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await mkdir(dirname(path), { recursive: true })
  await rename(temporary, path)
}
