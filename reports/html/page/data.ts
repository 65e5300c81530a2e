import { type DimensionId, dimensionIds } from '../../../bench/records/dimension.ts'
import type { Problem } from '../../../bench/records/problem.ts'
import type { PageData } from '../page-data.ts'
import { videoLink } from './video-link.ts'

/** A score as the page shows it. */
export type PageScore =
  | { readonly status: 'scored'; readonly value: number }
  | { readonly status: 'excluded' | 'unscored'; readonly problem: Problem }

/** One planned clip, put together on demand. */
export interface PageClip {
  readonly index: number
  readonly id: string
  readonly model: string
  readonly modelIndex: number
  readonly promptId: string
  readonly prompt: string
  readonly sample: number
  readonly seed: number
  readonly file: string
  /** Null when there is no clip. */
  readonly link: string | null
  readonly format: string | null
  readonly bytes: number
}

/** The columns with the look-ups that the page needs. */
export class ReportData {
  readonly page: PageData
  readonly count: number
  /** Dimensions that any clip has a score on, in table order. */
  readonly dimensions: readonly DimensionId[]
  readonly #positions: ReadonlyMap<DimensionId, Int32Array>
  readonly #nulls: ReadonlyMap<DimensionId, Int32Array>
  #byId: Map<string, number> | null = null
  #failed: Uint8Array | null = null

  constructor(page: PageData) {
    this.page = page
    this.count = page.items.model.length
    this.dimensions = dimensionIds.filter((id) => page.scores[id] !== undefined)
    const columns = this.dimensions.map((id) => ({ id, column: page.scores[id]! }))
    this.#positions = new Map(
      columns.map(({ id, column }) => {
        const positions = new Int32Array(this.count).fill(-1)
        for (const [position, item] of column.item.entries()) positions[item] = position
        return [id, positions]
      }),
    )
    this.#nulls = new Map(
      columns.map(({ id, column }) => {
        let seen = 0
        return [id, Int32Array.from(column.value, (value) => (value === null ? seen++ : -1))]
      }),
    )
  }

  clip(index: number): PageClip {
    const { items, prompts, folders, formats, runPath } = this.page
    const model = items.models[items.model[index]!]!
    const promptIndex = items.prompt[index]!
    const promptId = prompts.id[promptIndex]!
    const prompt = prompts.text[promptIndex]!
    const sample = items.sample[index]!
    const folder = items.folder[index]!
    const file = items.file[index] || `${prompt}-${sample}.mp4`
    return {
      index,
      id: this.id(index),
      model,
      modelIndex: items.model[index]!,
      promptId,
      prompt,
      sample,
      seed: items.seed[index]!,
      file,
      link: folder < 0 ? null : videoLink(runPath, folders[folder]!, file),
      format: folder < 0 ? null : formats[items.format[index]!]!,
      bytes: items.bytes[index]!,
    }
  }

  id(index: number): string {
    const { items, prompts } = this.page
    const own = items.id[index]
    if (own) return own
    return `${items.models[items.model[index]!]}/${prompts.id[items.prompt[index]!]}/${items.sample[index]}`
  }

  promptText(index: number): string {
    return this.page.prompts.text[this.page.items.prompt[index]!]!
  }

  indexOf(id: string): number {
    if (this.#byId === null) {
      this.#byId = new Map()
      for (let index = 0; index < this.count; index++) this.#byId.set(this.id(index), index)
    }
    return this.#byId.get(id) ?? -1
  }

  /** The number, or null when the clip has none on this dimension. */
  value(id: DimensionId, index: number): number | null {
    const position = this.#positions.get(id)?.[index] ?? -1
    return position < 0 ? null : this.page.scores[id]!.value[position]!
  }

  /** Undefined when the dimension does not ask for this clip. */
  score(id: DimensionId, index: number): PageScore | undefined {
    const position = this.#positions.get(id)?.[index] ?? -1
    if (position < 0) return undefined
    const column = this.page.scores[id]!
    const value = column.value[position]!
    if (value !== null) return { status: 'scored', value }
    const nth = this.#nulls.get(id)![position]!
    return {
      status: column.excluded[nth] === 1 ? 'excluded' : 'unscored',
      problem: this.page.problems[column.problem[nth]!]!,
    }
  }

  /** Whether the clip is missing, or any stage failed on it. */
  failed(index: number): boolean {
    if (this.#failed === null) {
      this.#failed = Uint8Array.from(this.page.items.folder, (folder) => (folder < 0 ? 1 : 0))
      for (const { item } of this.page.failures) if (item >= 0) this.#failed[item] = 1
    }
    return this.#failed[index] === 1
  }

  /** The clips of all models with the same prompt and sample, this one among them. */
  siblings(index: number): number[] {
    const { prompt, sample } = this.page.items
    const found: number[] = []
    for (let other = 0; other < this.count; other++) {
      if (prompt[other] === prompt[index] && sample[other] === sample[index]) found.push(other)
    }
    return found
  }

  title(id: DimensionId): string {
    for (const model of this.page.run.models) {
      const dimension = model.dimensions.find((entry) => entry.id === id)
      if (dimension !== undefined) return dimension.title
    }
    return id
  }
}
