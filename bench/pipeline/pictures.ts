import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { BenchError, problem, problemOf } from '../errors.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import { sha256File } from '../store/files.ts'
import { readPictureSize } from '../video/picture-size.ts'
import type { Size } from '../video/resize/size.ts'
import { inParallel } from './parallel.ts'

/** A picture that clips are made from. */
export interface Picture {
  /** Absolute. */
  readonly path: string
  readonly sha256: string
  readonly size: Size
}

/** A picture, or why there is none. */
export type PictureOutcome = { readonly picture: Picture } | { readonly problem: Problem }

/** By the name that prompts give. */
export type Pictures = ReadonlyMap<string, PictureOutcome>

// Hashing waits for the disk.
const readsAtOnce = 8

/**
 * Looks up the pictures that a plan's prompts name. A name is one file directly in the folder, exactly so; links that lead
 * out of it are not followed.
 *
 * @param folder absolute; null when the run was given none
 */
export async function findPictures(
  folder: string | null,
  plan: readonly PlannedClip[],
  signal: AbortSignal,
): Promise<Pictures> {
  const names = [...new Set(plan.flatMap(({ prompt }) => prompt.image ?? []))]
  const found = new Map<string, PictureOutcome>()
  if (folder === null || names.length === 0) return found
  const listed = await listing(folder)
  const lookUp = async (name: string) => {
    found.set(name, await outcomeOf(folder, name, listed))
  }
  await inParallel(names, readsAtOnce, lookUp, signal)
  return found
}

/** What became of the picture that a clip's prompt names. */
export function pictureOf(pictures: Pictures, { prompt }: Pick<PlannedClip, 'prompt'>): PictureOutcome {
  const found = prompt.image === undefined ? undefined : pictures.get(prompt.image)
  return found ?? { problem: problem('IMAGES_NOT_GIVEN', {}) }
}

async function listing(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (cause) {
    const found = `can't be read: ${cause instanceof Error ? cause.message : String(cause)}`
    const remedy = 'Give a folder of pictures with --images.'
    throw new BenchError('IMAGES_FOLDER', { path: folder, found, remedy }, { cause })
  }
}

async function outcomeOf(folder: string, name: string, listed: readonly string[]): Promise<PictureOutcome> {
  try {
    const path = await insidePath(folder, name, listed)
    return { picture: { path, size: await readPictureSize(path), sha256: await sha256File(path) } }
  } catch (thrown) {
    return { problem: problemOf(thrown) }
  }
}

async function insidePath(folder: string, name: string, listed: readonly string[]): Promise<string> {
  if (!listed.includes(name)) {
    const alike = listed.find((other) => folded(other) === folded(name))
    const hint = alike === undefined ? '' : ` There is "${alike}".`
    throw new BenchError('IMAGE_MISSING', { name, folder, hint })
  }
  const path = join(folder, name)
  const real = await realpath(path).catch(() => null)
  if (real === null) throw new BenchError('IMAGE_UNREADABLE', { path, found: 'a link to nothing' })
  const way = relative(await realpath(folder), real)
  if (way === '..' || way.startsWith(`..${sep}`) || way === '') {
    throw new BenchError('IMAGE_OUTSIDE', { name, folder })
  }
  if (!(await stat(real)).isFile()) throw new BenchError('IMAGE_UNREADABLE', { path, found: 'not a file' })
  return path
}

/** A name without what differs between systems: case, composed letters, spaces at its end. */
const folded = (name: string) =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+(?=\.[^.]*$)/, '')
