import { basename, resolve } from 'node:path'
import { BenchError, problem } from '../../errors.ts'
import type { DimensionId } from '../../records/dimension.ts'
import type { PlannedClip, Prompt } from '../../records/plan.ts'
import type { Problem } from '../../records/problem.ts'
import type { Generator, GeneratorContext, GeneratorProblem, GeneratorSession } from '../contract.ts'
import { groupBy } from './group-by.ts'
import { mappedSource, promptsOfRows, rowsOfFolder } from './mapped-source.ts'
import { namedSource } from './named-source.ts'
import type { RecordedOptions } from './options.ts'
import { type MapRow, readPromptMap } from './prompt-map.ts'
import type { Source } from './source.ts'

/** One generator for each folder. Videos are read where they lie and never copied. */
export function createRecorded(options: RecordedOptions, context: GeneratorContext): readonly Generator[] {
  return placesOf(options, context).map((place) => {
    let opened: Source | null = null
    const source = () => {
      opened ??= openSource(place, options)
      return opened
    }
    return {
      id: 'recorded',
      model: place.model,
      notice: null,
      makesClips: false,
      // Finding a file takes no memory and no processor.
      maxSessions: 64,
      // Which file a clip is, and whether it is still the same, is looked up anew in every run.
      identity: async () => ({ generator: 'recorded', naming: namingOf(options), folder: place.folder }),
      preflight: async (clips) => preflight(source, clips),
      open: async () => sessionOf(source()),
    }
  })
}

/**
 * The prompts of videos that name their own, for the plan: from the map, or from the file names (`fromFiles`). Each
 * video is a prompt of its own with one sample. Folders of several models must agree. Throws BenchError.
 */
export function promptsFromFiles(
  options: RecordedOptions,
  context: GeneratorContext,
  dimensions: readonly DimensionId[],
): readonly Prompt[] {
  const [first, ...others] = placesOf(options, context).map((place) => ({
    place,
    prompts: promptsOfRows(rowsOf(place, options)),
  }))
  for (const other of others) {
    const differing = first!.prompts.find((prompt, i) => prompt.text !== other.prompts[i]?.text)
    if (differing !== undefined || first!.prompts.length !== other.prompts.length) {
      throw new BenchError('RECORDED_DISAGREE', {
        a: first!.place.model,
        aCount: first!.prompts.length,
        b: other.place.model,
        bCount: other.prompts.length,
        prompt: differing?.text ?? other.prompts[first!.prompts.length]!.text,
      })
    }
  }
  return first!.prompts.map((prompt) => ({ ...prompt, dimensions: [...dimensions] }))
}

interface Place {
  readonly model: string
  readonly folder: string
  readonly map: string | null
}

function placesOf({ videos, model, map }: RecordedOptions, { baseDir }: GeneratorContext): Place[] {
  const folders = typeof videos === 'string' ? { [model ?? labelOf(videos, baseDir)]: videos } : videos
  return Object.entries(folders).map(([label, folder]) => {
    const own = typeof map === 'string' ? map : map?.[label]
    if (map !== undefined && own === undefined) {
      throw new BenchError('OPTION_INVALID', {
        option: 'generators[].map',
        found: `no map for the model "${label}"`,
        expected: 'one map for all folders, or one for each label of videos',
        command: 'run',
      })
    }
    return {
      model: label,
      folder: resolve(baseDir, folder),
      map: own === undefined ? null : resolve(baseDir, own),
    }
  })
}

const labelOf = (folder: string, baseDir: string) => basename(resolve(baseDir, folder)) || 'recorded'

const namingOf = ({ map, fromFiles }: RecordedOptions) =>
  map !== undefined ? 'map' : fromFiles ? 'from-files' : 'vbench'

function openSource(place: Place, options: RecordedOptions): Source {
  if (place.map === null && !options.fromFiles) return namedSource(place.folder, options.followLinks)
  return mappedSource(place.folder, rowsOf(place, options), options.followLinks)
}

function rowsOf({ folder, map }: Place, { followLinks }: RecordedOptions): readonly MapRow[] {
  return map === null ? rowsOfFolder(folder, followLinks) : readPromptMap(map)
}

function preflight(source: () => Source, clips: readonly PlannedClip[]): readonly GeneratorProblem[] {
  let opened: Source
  try {
    opened = source()
  } catch (thrown) {
    if (thrown instanceof BenchError) return [{ itemId: null, problem: thrown.problem, level: 'error' }]
    throw thrown
  }
  const ofClips: GeneratorProblem[] = []
  const kinds: string[] = []
  for (const clip of clips) {
    const located = opened.locate(clip)
    if ('error' in located) {
      ofClips.push({ itemId: clip.id, problem: located.error.problem, level: 'error' })
      kinds.push(located.kind)
    } else if (located.warning !== null) {
      ofClips.push({ itemId: clip.id, problem: located.warning, level: 'warning' })
    }
  }
  const overall = [...summary(clips.length, kinds, opened.folder), ...opened.overall(clips)]
  return [...overall.map((problem) => ({ itemId: null, problem, level: 'warning' as const })), ...ofClips]
}

/** One sentence for what many single problems have in common. */
function summary(planned: number, kinds: readonly string[], folder: string): Problem[] {
  if (kinds.length < 2) return []
  const parts = [...groupBy(kinds, (kind) => kind)].map(([kind, same]) => `${same.length} × ${kind}`)
  const found = planned - kinds.length
  return [problem('RECORDED_SUMMARY', { found, planned, folder, kinds: parts.join(', ') })]
}

function sessionOf(source: Source): GeneratorSession {
  return {
    async generate({ clip, signal }) {
      signal.throwIfAborted()
      const located = source.locate(clip)
      if ('error' in located) throw located.error
      return { path: located.path, owned: false, stageSeconds: {} }
    },
    async close() {},
  }
}
