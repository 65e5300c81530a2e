import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, where there is none. Throws errors of the system, and EACCES where it has no fitting
 * one: `mkdir` with `recursive` says ENOENT for a folder on a read-only disk, and in /proc it never returns.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (thrown) {
    const found = await typeAt(path)
    if (found === 'folder') return
    if (found === 'other') throw refused('ENOTDIR', `${path} is not a folder`, thrown)
    if (!(thrown instanceof Error) || !('code' in thrown) || thrown.code !== 'ENOENT') throw thrown
    const parent = dirname(path)
    if ((await typeAt(parent)) === 'folder') throw refused('EACCES', `${parent} takes no folders`, thrown)
    await makeFolder(parent)
    await makeFolder(path)
  }
}

async function typeAt(path: string): Promise<'folder' | 'other' | 'nothing'> {
  return stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'other'),
    () => 'nothing',
  )
}

const refused = (code: string, message: string, cause: unknown) =>
  Object.assign(new Error(message, { cause }), { code })
