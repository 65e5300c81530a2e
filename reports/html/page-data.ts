import { type DimensionId, dimensionIds } from '../../bench/records/dimension.ts'
import type { Problem } from '../../bench/records/problem.ts'
import type { Failure, ItemResult, RunResult } from '../../bench/records/run-result.ts'
import type { ReportContext } from '../contract.ts'

/**
 * What the page gets: the result with its clips and scores in columns, because 6,220 clips as objects would be ten
 * times the size. N = clips in plan order; every column of `items` has N entries.
 */
export interface PageData {
  readonly version: string
  readonly runPath: string
  readonly run: Omit<RunResult, 'items' | 'failures'>
  readonly prompts: { readonly id: readonly string[]; readonly text: readonly string[] }
  /** Folders of clips; as in the result: relative to the run folder, or absolute. */
  readonly folders: readonly string[]
  /** Size, length, rate and codec of clips, in words. */
  readonly formats: readonly string[]
  readonly problems: readonly Problem[]
  readonly items: {
    /** Labels, in the order that `model` points into. */
    readonly models: readonly string[]
    readonly model: readonly number[]
    readonly prompt: readonly number[]
    readonly sample: readonly number[]
    readonly seed: readonly number[]
    /** −1 where there is no clip. */
    readonly folder: readonly number[]
    readonly format: readonly number[]
    readonly bytes: readonly number[]
    /** 0 stands for `<prompt>-<sample>.mp4`. */
    readonly file: readonly (string | 0)[]
    /** 0 stands for `<model>/<prompt id>/<sample>`. */
    readonly id: readonly (string | 0)[]
  }
  readonly scores: { readonly [id in DimensionId]?: ScoreColumn }
  readonly failures: readonly PageFailure[]
}

/** Scores of one dimension: `item[k]` is a clip, `value[k]` its value with six significant digits, or null. */
export interface ScoreColumn {
  readonly item: readonly number[]
  readonly value: readonly (number | null)[]
  /** For each null in order: its problem. */
  readonly problem: readonly number[]
  /** For each null in order: 1 when the dimension excludes the clip by definition, 0 when the score is missing. */
  readonly excluded: readonly (0 | 1)[]
}

export interface PageFailure {
  readonly stage: Failure['stage']
  /** −1 when no clip is to blame. */
  readonly item: number
  readonly model: string | null
  readonly dimension: DimensionId | null
  readonly problem: number
}

export function pageData(result: RunResult, context: ReportContext): PageData {
  const { items, failures, ...run } = result
  const tables = {
    models: new Table<string>(String),
    prompts: new Table<{ id: string; text: string }>(({ id, text }) => `${id}\n${text}`),
    folders: new Table<string>(String),
    formats: new Table<string>(String),
    problems: new Table<Problem>(({ code, message, remedy }) => `${code}\n${message}\n${remedy ?? ''}`),
  }
  const columns = itemColumns(items, tables)
  const scores = Object.fromEntries(
    dimensionIds.flatMap((id) => {
      const column = scoreColumn(id, items, tables.problems)
      return column.item.length === 0 ? [] : [[id, column]]
    }),
  )
  const itemIndex = new Map(items.map((item, index) => [item.id, index]))
  const pageFailures = failures.map(
    ({ stage, itemId, model, dimension, problem }): PageFailure => ({
      stage,
      item: itemId === null ? -1 : (itemIndex.get(itemId) ?? -1),
      model,
      dimension,
      problem: tables.problems.indexOf(problem),
    }),
  )
  return {
    version: context.version,
    runPath: context.runPath,
    run,
    prompts: {
      id: tables.prompts.values.map(({ id }) => id),
      text: tables.prompts.values.map(({ text }) => text),
    },
    folders: tables.folders.values,
    formats: tables.formats.values,
    problems: tables.problems.values,
    items: { models: tables.models.values, ...columns },
    scores,
    failures: pageFailures,
  }
}

/** Values in the order of their first use, each once. */
class Table<T> {
  readonly values: T[] = []
  readonly #indices = new Map<string, number>()
  readonly #keyOf: (value: T) => string

  constructor(keyOf: (value: T) => string) {
    this.#keyOf = keyOf
  }

  indexOf(value: T): number {
    const key = this.#keyOf(value)
    const known = this.#indices.get(key)
    if (known !== undefined) return known
    this.#indices.set(key, this.values.length)
    return this.values.push(value) - 1
  }
}

interface ItemTables {
  readonly models: Table<string>
  readonly prompts: Table<{ id: string; text: string }>
  readonly folders: Table<string>
  readonly formats: Table<string>
}

function itemColumns(items: readonly ItemResult[], tables: ItemTables) {
  return {
    model: items.map(({ model }) => tables.models.indexOf(model)),
    prompt: items.map(({ promptId, prompt }) => tables.prompts.indexOf({ id: promptId, text: prompt })),
    sample: items.map(({ sampleIndex }) => sampleIndex),
    seed: items.map(({ seed }) => seed),
    folder: items.map(({ clip }) => (clip === null ? -1 : tables.folders.indexOf(splitPath(clip.path)[0]))),
    format: items.map((item) =>
      item.clip === null ? -1 : tables.formats.indexOf(formatOf(item.clip.video)),
    ),
    bytes: items.map(({ clip }) => clip?.bytes ?? 0),
    file: items.map(fileColumn),
    id: items.map((item) => (item.id === defaultId(item) ? 0 : item.id)),
  }
}

function fileColumn({ clip, fileName, prompt, sampleIndex }: ItemResult): string | 0 {
  const name = clip === null ? fileName : splitPath(clip.path)[1]
  return name === `${prompt}-${sampleIndex}.mp4` ? 0 : name
}

const defaultId = ({ model, promptId, sampleIndex }: ItemResult) => `${model}/${promptId}/${sampleIndex}`

/** Folder and name; recorded clips of Windows have backslashes. */
function splitPath(path: string): [folder: string, name: string] {
  const cut = Math.max(path.lastIndexOf('/'), /^[A-Za-z]:\\|^\\\\/.test(path) ? path.lastIndexOf('\\') : -1)
  return [path.slice(0, Math.max(cut, 0)), path.slice(cut + 1)]
}

function formatOf(video: NonNullable<ItemResult['clip']>['video']): string {
  const { width, height, frameCount, fps, durationSeconds, codec, pixelFormat } = video
  const rate = `${Number(fps.toFixed(3))} frames/s${video.variableFrameRate ? ' (variable)' : ''}`
  return `${width}×${height} pixels, ${frameCount} frames, ${rate}, ${durationSeconds.toFixed(2)} s, ${codec} ${pixelFormat}`
}

function scoreColumn(id: DimensionId, items: readonly ItemResult[], problems: Table<Problem>): ScoreColumn {
  const item: number[] = []
  const value: (number | null)[] = []
  const problem: number[] = []
  const excluded: (0 | 1)[] = []
  for (const [index, { scores }] of items.entries()) {
    const score = scores[id]
    if (score === undefined) continue
    item.push(index)
    value.push(score.status === 'scored' ? Number(score.value.toPrecision(6)) : null)
    if (score.status === 'scored') continue
    problem.push(problems.indexOf(score.problem))
    excluded.push(score.status === 'excluded' ? 1 : 0)
  }
  return { item, value, problem, excluded }
}
