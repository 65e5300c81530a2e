import type { DimensionId, GroupId } from '../bench/records/dimension.ts'
import type { Prompt } from '../bench/records/plan.ts'

export const tiers = ['pr', 'nightly', 'full'] as const
export type Tier = (typeof tiers)[number]

/** One dimension's place in the suite's total. */
export interface DimensionEntry {
  readonly id: DimensionId
  readonly title: string
  readonly group: GroupId
  /** Bounds of upstream's normalisation. */
  readonly min: number
  readonly max: number
  readonly weight: number
}

/** Where prompts come from: inside the package, or a pinned file fetched on first use. */
export type PromptSource =
  | { readonly kind: 'embedded'; readonly name: string; readonly prompts: readonly Prompt[] }
  | {
      readonly kind: 'pinned'
      readonly name: string
      /** Tried in order. */
      readonly urls: readonly string[]
      readonly sha256: string
    }

/** A weighted mean of normalised dimensions. `value` is null until every dimension of it has a value. */
export interface GroupTotal {
  readonly value: number | null
  /** The dimensions that have none, in table order. */
  readonly missing: readonly DimensionId[]
}

/** The suite's totals over one value a dimension, each in the dimension's own unit: quality, one other group, and both. */
export interface SuiteTotals {
  /** (value − min) / (max − min), not clamped; one entry for each given value. */
  readonly normalised: Readonly<Partial<Record<DimensionId, number>>>
  readonly quality: GroupTotal
  readonly semantic?: GroupTotal
  readonly i2v?: GroupTotal
  readonly total: GroupTotal
}

export interface Suite {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly dimensions: readonly DimensionEntry[]
  readonly promptSources: Readonly<Record<string, PromptSource>>
  /** Reads a prompt file (VBench's schema), with file and row named in errors. */
  parsePrompts(text: string, file: string): readonly Prompt[]
  /** Samples of a prompt: 5, or 25 for temporal flickering. */
  samplesOf(prompt: Prompt): number
  /** Samples of a prompt that count, by dimension, where more are made so that some pass its filter. */
  readonly keptSamples?: Readonly<Partial<Record<DimensionId, number>>>
  /** A stratified part of a list: every dimension keeps its share, and the same seed gives the same part. */
  selectTier(prompts: readonly Prompt[], tier: Tier): readonly Prompt[]
  /** `<prompt>-<index>.mp4`. */
  fileName(prompt: Prompt, sampleIndex: number): string
  /** Normalises values of dimensions and joins them. Missing dimensions leave their totals null, never zero. */
  totals(values: Readonly<Partial<Record<DimensionId, number>>>): SuiteTotals
  /** Which protocol a clip of this measured length belongs to. */
  protocolOf(durationSeconds: number): 'vbench' | 'vbench-long' | 'vbench-i2v'
  /**
   * Seconds of the segments that a clip of VBench-Long is cut into, by the dimensions of its prompt; for suites whose
   * `protocolOf` says `vbench-long` of any clip.
   */
  segmentSecondsOf?(dimensions: readonly DimensionId[]): number
  /** Of suites whose clips are made from pictures, which prompts name by file: the ratios that upstream cuts them to. */
  readonly pictures?: { readonly ratios: readonly string[] }
}
