import { readdir, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { GeneratedClip } from '../records/clip.ts'
import { sha256 } from '../records/identity.ts'
import type { ClipRow } from '../store/clips.ts'
import { sha256File } from '../store/files.ts'

/** What tells cheaply that a clip is as it was: of a file, or of all files of an image folder together. */
export interface FileState {
  readonly bytes: number
  /** The latest modification, milliseconds since 1970. */
  readonly modifiedMs: number
}

/** Null when there is nothing at the path. */
export async function fileState(path: string): Promise<FileState | null> {
  try {
    const states = await Promise.all((await filesOf(path)).map((file) => stat(file)))
    return {
      bytes: states.reduce((sum, { size }) => sum + size, 0),
      modifiedMs: states.reduce((latest, { mtimeMs }) => Math.max(latest, mtimeMs), 0),
    }
  } catch {
    return null
  }
}

/** SHA-256 of a file's bytes; of an image folder, that of its files' names and checksums. */
export async function clipSha256(path: string): Promise<string> {
  const files = await filesOf(path)
  if (files[0] === path) return sha256File(path)
  const lines: string[] = []
  for (const file of files) lines.push(`${await sha256File(file)} ${file.slice(path.length + 1)}\n`)
  return sha256(lines.join(''))
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(path, entry.name))
    .sort()
}

/** Where a clip's file lies: generated ones relative to the run folder, recorded ones where they were found. */
export function clipFile(runPath: string, clip: Pick<GeneratedClip, 'path'>): string {
  return isAbsolute(clip.path) ? clip.path : join(runPath, clip.path)
}

/**
 * The row when its clip is still what it says: same maker, and a file of the same size and time, or else of the same
 * checksum (then with the new time). Null when the clip must be made or read again.
 */
export async function confirmed(
  runPath: string,
  row: ClipRow | undefined,
  identity: string,
): Promise<ClipRow | null> {
  if (row?.clip.status !== 'generated' || row.clip.identity !== identity) return null
  const path = clipFile(runPath, row.clip)
  const state = await fileState(path)
  if (state === null || state.bytes !== row.clip.bytes) return null
  if (state.modifiedMs === row.modifiedMs) return row
  return (await clipSha256(path)) === row.clip.sha256 ? { ...row, modifiedMs: state.modifiedMs } : null
}
