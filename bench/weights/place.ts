import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { BenchError } from '../errors.ts'
import { makeFolder } from '../records/make-folder.ts'

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

/**
 * Makes a folder for temporary files beside a file's place, on the same disk; the caller removes it. Those of processes
 * that were stopped before they could are removed here.
 */
export async function temporaryFolder(path: string): Promise<string> {
  await makeFolder(dirname(path))
  await removeAbandoned(path)
  const folder = `${path}.${process.pid}-${++serial}.tmp`
  await mkdir(folder)
  return folder
}

/** Tells the folders of one process apart. */
let serial = 0

async function removeAbandoned(path: string): Promise<void> {
  const name = basename(path)
  for (const entry of await readdir(dirname(path))) {
    const owner = entry.startsWith(`${name}.`) && /\.(\d+)-\d+\.tmp$/.exec(entry)
    if (owner && !isRunning(Number(owner[1]))) {
      await rm(join(dirname(path), entry), { recursive: true, force: true })
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // somebody else's process is a running one
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Brings a finished file to disk and gives it its name. Whoever else fetched the same bytes meanwhile loses nothing. */
export async function moveIntoPlace(temporary: string, path: string): Promise<void> {
  const file = await open(temporary, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await makeFolder(dirname(path))
  await rename(temporary, path)
}
