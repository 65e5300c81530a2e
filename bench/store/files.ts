import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { makeFolder } from '../records/make-folder.ts'
import { withStoreErrors } from './store-error.ts'

/**
 * Writes a file so that a reader sees the old bytes or the new ones and never a part, also after a power cut:
 * temporary name in the same folder, fsync, rename, fsync of the folder. The folder is made when absent.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  await withStoreErrors(path, async () => {
    await makeFolder(dirname(path))
    const temporary = join(
      dirname(path),
      `.${basename(path).slice(0, 80)}.${randomBytes(6).toString('hex')}.tmp`,
    )
    try {
      const file = await open(temporary, 'wx')
      try {
        await file.writeFile(data)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, path)
    } catch (thrown) {
      await rm(temporary, { force: true })
      throw thrown
    }
    await syncFolder(dirname(path))
  })
}

/** Gives a finished file its final name, durable when it returns. Both names must lie on one file system. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  await withStoreErrors(to, async () => {
    await makeFolder(dirname(to))
    const file = await open(from, 'r+')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(from, to)
    await syncFolder(dirname(to))
  })
}

// Windows can't open a folder; there the rename alone has to do.
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Lower-case hex SHA-256 of a file, read as a stream. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
