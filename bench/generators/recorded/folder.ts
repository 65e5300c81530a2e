import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { BenchError } from '../../errors.ts'
import { videoStem } from './file-name.ts'

/** A video in a folder: a file, or a folder of frames. */
export interface FolderEntry {
  readonly name: string
  readonly path: string
  /** The name without video suffix; all of it for a folder of frames. */
  readonly stem: string
  readonly isFolder: boolean
}

export interface Folder {
  readonly path: string
  readonly entries: readonly FolderEntry[]
  /** Links that lead out of the folder and were left alone. */
  readonly refusedLinks: readonly string[]
}

/** Reads a folder once; throws BenchError RECORDED_FOLDER. Nothing is opened, and sub-folders are not entered. */
export function readFolder(path: string, followLinks: boolean): Folder {
  const refusedLinks: string[] = []
  const entries: FolderEntry[] = []
  const root = realFolder(path)
  for (const found of listing(path)) {
    const full = join(path, found.name)
    const kind = found.isSymbolicLink() ? linkKind(full, root, followLinks) : kindOf(found)
    if (kind === 'outside') refusedLinks.push(found.name)
    const stem = kind === 'folder' ? found.name : videoStem(found.name)
    if ((kind === 'file' || kind === 'folder') && stem !== null) {
      entries.push({ name: found.name, path: full, stem, isFolder: kind === 'folder' })
    }
  }
  return { path, entries, refusedLinks }
}

/** Absolute path of a file that a map names; throws BenchError where it is not inside the folder, or not there. */
export function resolveInside(folder: string, file: string, followLinks: boolean): string {
  const full = resolve(folder, file)
  if (!isInside(folder, full)) {
    throw new BenchError('RECORDED_OUTSIDE', { file, folder })
  }
  let real: string
  try {
    real = realpathSync.native(full)
  } catch {
    throw new BenchError('RECORDED_MISSING', { stem: file, folder, hint: '', expected: file })
  }
  if (!followLinks && !isInside(realFolder(folder), real)) {
    throw new BenchError('RECORDED_LINK', { links: `"${file}"`, folder })
  }
  const stat = statSync(real)
  if (!stat.isFile() && !stat.isDirectory()) {
    throw new BenchError('RECORDED_FOLDER', { path: full, found: 'neither a file nor a folder of frames' })
  }
  return full
}

type Kind = 'file' | 'folder' | 'outside' | 'other'

/** Pipes, sockets and devices are `other`: opening one could wait forever. */
function kindOf(entry: Pick<Dirent, 'isFile' | 'isDirectory'>): Kind {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other'
}

function linkKind(path: string, root: string, followLinks: boolean): Kind {
  try {
    if (!followLinks && !isInside(root, realpathSync.native(path))) return 'outside'
    return kindOf(statSync(path))
  } catch {
    // A link to nothing is no video.
    return 'other'
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === resolve(path)
}

function listing(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (thrown) {
    throw folderError(path, thrown)
  }
}

function realFolder(path: string): string {
  try {
    return realpathSync.native(path)
  } catch (thrown) {
    throw folderError(path, thrown)
  }
}

function folderError(path: string, thrown: unknown): BenchError {
  const { code } = thrown as NodeJS.ErrnoException
  const found =
    code === 'ENOENT'
      ? 'there is no such folder'
      : code === 'ENOTDIR'
        ? 'this is a file, expected a folder of videos'
        : code === 'EACCES'
          ? 'no permission to read it'
          : String(code ?? thrown)
  return new BenchError('RECORDED_FOLDER', { path, found }, { cause: thrown })
}
