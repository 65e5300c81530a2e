import type { Evaluator, Profile, SegmentFusion } from '../../evaluators/contract.ts'
import type { Suite, Tier } from '../../suites/contract.ts'
import type { Generator } from '../generators/contract.ts'
import type { DimensionId } from '../records/dimension.ts'
import type { RunEvent } from '../records/event.ts'
import type { Gates } from '../records/gate.ts'
import type { Json } from '../records/identity.ts'
import type { ParityCertificate } from '../records/parity-certificate.ts'
import type { Prompt } from '../records/plan.ts'
import type { RunResult } from '../records/run-result.ts'
import type { RunAt } from './comparable.ts'

/** Everything that one `run` needs, resolved: names looked up in the tables, prompts loaded, paths absolute. */
export interface RunRequest {
  readonly suite: Suite
  readonly prompts: readonly Prompt[]
  readonly promptList: {
    readonly name: string
    readonly count: number
    readonly sha256: string
    readonly source: string
  }
  /** Dimensions to score, in table order. */
  readonly dimensions: readonly DimensionId[]
  /** Samples of every prompt; null for the suite's own rule. */
  readonly samples: number | null
  /** At most so many prompts; null for all. */
  readonly limit: number | null
  readonly tier: Tier | null
  readonly seed: number
  /** One for each model; their `model` labels differ. */
  readonly generators: readonly Generator[]
  readonly profile: Profile
  readonly evaluators: readonly Evaluator[]
  /** Whether a long clip's score leaves out how alike its segments are; `fusionOf` then says so. */
  readonly withinSegmentsOnly?: boolean
  /** How the segments of a long clip are joined on the dimension of an evaluator. */
  readonly fusionOf: (evaluator: Evaluator) => SegmentFusion
  /** Scored samples of a prompt that count in a dimension's mean, at most; all of them when left out. */
  readonly keptSamples?: Readonly<Partial<Record<DimensionId, number>>>
  /** The folder of the pictures that prompts name, absolute; null when none is given. */
  readonly pictures?: string | null
  /** The folder that holds run folders. */
  readonly outputDir: string
  /** Start a new run although an unfinished one of the same config exists. */
  readonly fresh: boolean
  /** Go on with missing or unusable clips; the report shows the coverage. */
  readonly allowPartial: boolean
  /** Missing weights stop the run before it starts; otherwise their dimensions are unscored. */
  readonly strict: boolean
  /** Child processes that score, and generator sessions, at most. */
  readonly workers: number
  /** Threads of one backbone session. */
  readonly threads: number
  /** How long a child may work on one clip before it is ended. */
  readonly scoreTimeoutSeconds: number
  readonly weights: WeightLocator
  /** The module that scoring children run (it joins the tables, so it lives in bench/cli). */
  readonly scoreWorker: string
  readonly bootstrap: { readonly resamples: number; readonly level: number }
  readonly gates: Gates
  /** The largest drop against the baseline that passes, in each metric's own unit; left out for the default. */
  readonly maxRegression?: number
  readonly baseline: RunAt | null
  /** How far this machine lies from upstream's numbers, for the report; null where no certificate was made. */
  readonly parity?: ParityCertificate | null
  /** The settings as the user gave them, joined, for the manifest and the run's config hash. */
  readonly config: Json
  readonly command: readonly string[]
  readonly onEvent: (event: RunEvent) => void
  /** Aborted once: stop at the next item and keep everything. */
  readonly signal: AbortSignal
}

/** Finds files of the weights table on this machine. */
export interface WeightLocator {
  /** Absolute path of a verified file with its checksum, or null when it is not here. */
  find(name: string): Promise<{
    readonly path: string
    readonly bytes: number
    readonly sha256: string
    /** Of a network of the user's own that stands in for the file: its sizes, null for the released ones. */
    readonly network?: { readonly architecture: { readonly [key: string]: Json } | null }
  } | null>
}

export interface RunOutcome {
  /** The run folder, absolute. */
  readonly path: string
  readonly result: RunResult
}
