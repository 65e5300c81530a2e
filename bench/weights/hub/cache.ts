import { link, readdir, readFile, realpath, rename, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { makeFolder } from '../../records/make-folder.ts'

/**
 * The hub's cache layout, shared with every program that uses it:
 * `models--owner--name/{blobs/<etag>, refs/<revision>, snapshots/<commit>/<path>}`, the last ones links to blobs.
 *
 * Source: Hugging Face, "Understand caching"; huggingface_hub, file_download.py.
 */
export function repositoryFolder(cache: string, repository: string): string {
  return join(cache, `models--${repository.replaceAll('/', '--')}`)
}

export function blobPath(cache: string, repository: string, etag: string): string {
  return join(repositoryFolder(cache, repository), 'blobs', etag)
}

/** @param path checked by `pathProblem` */
export function snapshotPath(cache: string, repository: string, commit: string, path: string): string {
  return join(repositoryFolder(cache, repository), 'snapshots', commit, ...path.split('/'))
}

/** The commit that a revision meant when it was last asked for, or null. */
export async function readRef(cache: string, repository: string, revision: string): Promise<string | null> {
  const path = join(repositoryFolder(cache, repository), 'refs', revision)
  const text = (await readFile(path, 'utf8').catch(() => '')).trim()
  return /^[0-9a-f]{40}$/.test(text) ? text : null
}

/** Notes which commit a revision means, unless the same is noted already. */
export async function writeRef(
  cache: string,
  repository: string,
  revision: string,
  commit: string,
): Promise<void> {
  if ((await readRef(cache, repository, revision)) === commit) return
  const path = join(repositoryFolder(cache, repository), 'refs', revision)
  const temporary = `${path}.${process.pid}-${++serial}.tmp`
  await makeFolder(dirname(path))
  await writeFile(temporary, commit)
  await rename(temporary, path)
}

let serial = 0

/**
 * Gives a file its name in a snapshot, as a relative link; the file may lie in another cache. What had the name before
 * is replaced.
 */
export async function linkBlob(blob: string, path: string): Promise<void> {
  const real = await realpath(blob)
  if ((await realpath(path).catch(() => null)) === real) return
  await makeFolder(dirname(path))
  const temporary = `${path}.${process.pid}-${++serial}.tmp`
  try {
    await symlink(relative(await realpath(dirname(path)), real), temporary)
  } catch (error) {
    // Windows without developer mode allows no symbolic links, but hard ones
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
    await link(real, temporary)
  }
  await rename(temporary, path)
}

/** Paths of all files of a snapshot, with slashes. */
export async function snapshotFiles(cache: string, repository: string, commit: string): Promise<string[]> {
  const root = join(repositoryFolder(cache, repository), 'snapshots', commit)
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}
