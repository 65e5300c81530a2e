import { BenchError } from '../errors.ts'
import { sha256 } from '../records/identity.ts'
import type { PlannedClip } from '../records/plan.ts'

/**
 * Where generated clips lie in the run folder, by item id, relative and with '/': `videos/<file name>`, and with
 * several models `videos/<model>/<file name>`. The suite's file name is kept as it is. Two names that a
 * case-insensitive file system takes for one (VBench has such a pair) stay apart by folder: the later one lies in
 * `videos/same-name-2/`. A model's label becomes a folder name: what a name can't hold turns into '-', with part of
 * the label's hash behind it.
 */
export function clipPaths(plan: readonly PlannedClip[]): Map<string, string> {
  const severalModels = new Set(plan.map(({ model }) => model)).size > 1
  const taken = new Set<string>()
  return new Map(
    plan.map((clip) => {
      const folder = severalModels ? `videos/${folderName(clip.model)}` : 'videos'
      return [clip.id, firstFree(folder, plainName(clip.fileName), taken)]
    }),
  )
}

function firstFree(folder: string, name: string, taken: Set<string>): string {
  for (let copy = 1; ; copy++) {
    const path = copy === 1 ? `${folder}/${name}` : `${folder}/same-name-${copy}/${name}`
    const key = path.normalize('NFC').toLowerCase()
    if (taken.has(key)) continue
    taken.add(key)
    return path
  }
}

/** A name that stays inside its folder. Suites make no other; this holds them to it. */
function plainName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (/[/\\\u0000-\u001f]/.test(name) || /^\.*$/.test(name)) {
    throw new BenchError('INTERNAL', { found: `${JSON.stringify(name)} is no file name` })
  }
  return name
}

function folderName(model: string): string {
  const plain = model.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 64)
  const same = plain === model && /[A-Za-z0-9]/.test(plain) && !/^\.|\.$/.test(plain)
  return same ? plain : `${plain.replaceAll('.', '-')}-${sha256(model).slice(0, 8)}`
}
