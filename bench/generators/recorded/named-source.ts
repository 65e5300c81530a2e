import { problem } from '../../errors.ts'
import type { PlannedClip } from '../../records/plan.ts'
import type { Problem } from '../../records/problem.ts'
import { Diagnosis } from './diagnosis.ts'
import { videoStem, videoSuffixes } from './file-name.ts'
import { type Folder, type FolderEntry, readFolder } from './folder.ts'
import { groupBy } from './group-by.ts'
import type { Located, Source } from './source.ts'

/** Names that a message lists before it counts the rest. */
const listedNames = 3

/**
 * Videos in VBench's naming: `<prompt>-<index>` with any video suffix, or a folder of frames of that name. Upstream
 * takes the suffix of the folder's first file for all; here each clip may have its own, and of two the folder's more
 * frequent one is taken, with a warning.
 */
export function namedSource(path: string, followLinks: boolean): Source {
  const folder = readFolder(path, followLinks)
  const byStem = groupBy(folder.entries, (entry) => entry.stem)
  const diagnosis = new Diagnosis(folder)
  const preferred = suffixesByUse(folder)

  return {
    folder: path,
    locate: (clip) => locate(stemOf(clip)),
    overall: (clips) => [...emptiness(folder), ...refusedLinks(folder), ...extras(clips)],
  }

  function locate(stem: string): Located {
    const candidates = byStem.get(stem) ?? []
    if (candidates.length === 0) return diagnosis.explain(stem)
    const [taken, ...others] = candidates.toSorted((a, b) => rank(a) - rank(b)) as [
      FolderEntry,
      ...FolderEntry[],
    ]
    if (others.length === 0) return { path: taken.path, warning: null }
    const names = candidates.map(({ name }) => `"${name}"`).join(' and ')
    return {
      path: taken.path,
      warning: problem('RECORDED_AMBIGUOUS', { candidates: names, taken: taken.name }),
    }
  }

  function rank(entry: FolderEntry): number {
    return preferred.indexOf(suffixOf(entry))
  }

  /** Videos that no clip is planned for, not even under another name; hidden files are the system's own. */
  function extras(clips: readonly PlannedClip[]): Problem[] {
    const planned = new Set(clips.map(stemOf))
    const misnamed = new Set(
      [...planned].filter((stem) => !byStem.has(stem)).map((stem) => diagnosis.similar(stem)),
    )
    const extra = folder.entries.filter(
      (entry) =>
        !entry.isFolder && !entry.name.startsWith('.') && !planned.has(entry.stem) && !misnamed.has(entry),
    )
    if (extra.length === 0) return []
    return [
      problem('RECORDED_EXTRA', {
        count: extra.length,
        folder: path,
        examples: listed(extra.map((entry) => entry.name)),
      }),
    ]
  }
}

/** `<prompt>-<index>`: the planned name without its suffix. */
export const stemOf = (clip: PlannedClip) => videoStem(clip.fileName) ?? clip.fileName

const suffixOf = (entry: FolderEntry) =>
  entry.isFolder ? '' : entry.name.slice(entry.stem.length).toLowerCase()

/** The suffixes from the folder's most frequent to the rarest; folders of frames last. */
function suffixesByUse(folder: Folder): readonly string[] {
  const uses = (suffix: string) => folder.entries.filter((entry) => suffixOf(entry) === suffix).length
  const counted = videoSuffixes.map((suffix) => ({ suffix, count: uses(suffix) }))
  return [...counted.toSorted((a, b) => b.count - a.count).map(({ suffix }) => suffix), '']
}

function emptiness({ path, entries }: Folder): Problem[] {
  if (entries.some(({ isFolder }) => !isFolder)) return []
  const folders = entries.map(({ name }) => name)
  const found =
    folders.length === 0
      ? 'there are no videos in it'
      : `there are no videos directly in it, only the folders ${listed(folders)}`
  return [problem('RECORDED_FOLDER', { path, found })]
}

function refusedLinks({ path, refusedLinks }: Folder): Problem[] {
  return refusedLinks.length === 0
    ? []
    : [problem('RECORDED_LINK', { links: listed(refusedLinks), folder: path })]
}

export function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, listedNames)
    .map((name) => `"${name}"`)
    .join(', ')
  return names.length > listedNames ? `${shown} and ${names.length - listedNames} more` : shown
}
