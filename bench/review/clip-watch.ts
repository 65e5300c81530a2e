import { constants } from 'node:fs'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { StudyClip } from '../records/study-plan.ts'

/** Whether a study's clips are still the files that were planned. */
export interface ClipWatch {
  /** The clips that are gone or have another size. Looks again when the last look is a few seconds old. */
  missing(): Promise<ReadonlySet<StudyClip>>
  /** The file, or null when it is gone, has another size, or lies outside the run folder. */
  open(clip: StudyClip): Promise<FileHandle | null>
}

// A missing clip is noticed within this time, whatever the number of raters.
const lookEveryMilliseconds = 3_000

export function clipWatch(folder: string, clips: readonly StudyClip[], now: () => number): ClipWatch {
  let look: { readonly at: number; readonly missing: Promise<Set<StudyClip>> } | null = null
  return {
    missing() {
      if (look === null || now() - look.at >= lookEveryMilliseconds) {
        look = { at: now(), missing: lookForAll(folder, clips) }
      }
      return look.missing
    },
    async open(clip) {
      const file = await openInside(folder, clip)
      const missing = await look?.missing
      if (file === null) missing?.add(clip)
      else missing?.delete(clip)
      return file
    },
  }
}

async function lookForAll(folder: string, clips: readonly StudyClip[]): Promise<Set<StudyClip>> {
  const there = await Promise.all(clips.map(({ path, bytes }) => isUnchanged(join(folder, path), bytes)))
  return new Set(clips.filter((_, index) => !there[index]))
}

const isUnchanged = (path: string, bytes: number): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile() && found.size === bytes,
    () => false,
  )

async function openInside(folder: string, { path, bytes }: StudyClip): Promise<FileHandle | null> {
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, path))])
    if (!real.startsWith(root + sep)) return null
    const file = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    const found = await file.stat()
    if (found.isFile() && found.size === bytes) return file
    await file.close()
    return null
  } catch (thrown) {
    if (isGone(thrown)) return null
    throw thrown
  }
}

const isGone = (thrown: unknown) =>
  thrown instanceof Error && 'code' in thrown && /^(ENOENT|ENOTDIR|ELOOP|EACCES)$/.test(String(thrown.code))
