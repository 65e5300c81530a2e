import { BenchError, problem } from '../../errors.ts'
import type { PlannedClip, Prompt } from '../../records/plan.ts'
import { promptOfFileName } from './file-name.ts'
import { readFolder, resolveInside } from './folder.ts'
import { groupBy } from './group-by.ts'
import { listed } from './named-source.ts'
import type { MapRow } from './prompt-map.ts'
import type { Located, Source } from './source.ts'

/**
 * Videos whose prompts are written down beside them, or read from each file's name. A planned clip is found by its
 * prompt's text and its sample index; a clip of `promptsOfRows` by the id of its prompt, which is one video's own.
 */
export function mappedSource(folder: string, rows: readonly MapRow[], followLinks: boolean): Source {
  const byPrompt = groupBy(rows, (row) => row.prompt)
  const byId = new Map(promptsOfRows(rows).map((prompt, i) => [prompt.id, rows[i]!]))

  return {
    folder,
    locate(clip) {
      const row = findRow(clip)
      if (row === undefined) return unmapped(clip)
      try {
        return { path: resolveInside(folder, row.file, followLinks), warning: null }
      } catch (thrown) {
        if (thrown instanceof BenchError) return { error: thrown, kind: 'file of the map not usable' }
        throw thrown
      }
    },
    overall(clips) {
      const planned = new Set(clips.map((clip) => findRow(clip)))
      const extra = rows.filter((row) => !planned.has(row)).map(({ file }) => file)
      return extra.length === 0
        ? []
        : [problem('RECORDED_EXTRA', { count: extra.length, folder, examples: listed(extra) })]
    },
  }

  function findRow({ prompt, sampleIndex }: PlannedClip): MapRow | undefined {
    const own = byId.get(prompt.id)
    if (own?.prompt === prompt.text) return sampleIndex === 0 ? own : undefined
    return byPrompt.get(prompt.text)?.find((row) => row.index === sampleIndex)
  }

  function unmapped({ prompt: { text }, sampleIndex }: PlannedClip): Located {
    const samples = byPrompt.get(text)
    if (samples === undefined) {
      return {
        error: new BenchError('RECORDED_UNMAPPED', { prompt: text, folder }),
        kind: 'prompt not in the map',
      }
    }
    const found = samples.map(({ index }) => index).join(', ')
    const facts = { prompt: text, index: sampleIndex, folder, found }
    return { error: new BenchError('RECORDED_INDEX', facts), kind: 'other sample numbers' }
  }
}

/** One row for each video of a folder, in code-point order of the names; its prompt is read from its name. */
export function rowsOfFolder(path: string, followLinks: boolean): readonly MapRow[] {
  const files = readFolder(path, followLinks).entries.filter(
    ({ isFolder, name }) => !isFolder && !name.startsWith('.'),
  )
  const names = files.map(({ name }) => name).sort()
  if (names.length === 0) {
    throw new BenchError('RECORDED_FOLDER', { path: path, found: 'there are no videos in it' })
  }
  return names.map((file) => ({ file, prompt: promptOfFileName(file), index: 0 }))
}

/** A prompt for each row, all with different ids that no prompt list has; it has one sample. */
export function promptsOfRows(rows: readonly MapRow[]): Prompt[] {
  return rows.map(({ prompt }, i) => ({
    id: `file-${String(i).padStart(4, '0')}`,
    text: prompt,
    dimensions: [],
  }))
}
