import type { z } from 'zod'
import type { Json } from '../records/identity.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'

/** What one clip is made from, and where to. */
export interface GenerateRequest {
  readonly clip: PlannedClip
  /** Absolute; the generator writes here, the pipeline moves the file to its place. Players of existing files don't use it. */
  readonly outputPath: string
  /** Absolute path of the picture that the clip is made from, where the run was given one. */
  readonly picturePath?: string | undefined
  readonly signal: AbortSignal
  /** Told how far a clip has come, by generators that know; for display only. */
  readonly onProgress?: ((progress: GenerateProgress) => void) | undefined
}

/** How far a stage of one clip has come, in steps. */
export interface GenerateProgress {
  readonly stage: string
  readonly done: number
  readonly total: number
}

export interface GenerateOutcome {
  /** `outputPath`, or the file where it lies already. */
  readonly path: string
  /** Whether the pipeline takes the file into the run folder (false: it stays where it is). */
  readonly owned: boolean
  readonly stageSeconds: Readonly<Record<string, number>>
}

/** An opened generator; requests come one at a time. Throws BenchError for a clip that it can't make. */
export interface GeneratorSession {
  generate(request: GenerateRequest): Promise<GenerateOutcome>
  close(): Promise<void>
}

/** A source of clips, made from its options in the config. */
export interface Generator {
  readonly id: string
  /** Label in tables. */
  readonly model: string
  /** Shown beside the model's name wherever it stands; null for real models. */
  readonly notice: string | null
  /** Whether it renders new clips (false: it finds existing ones, and the plan may be checked before anything runs). */
  readonly makesClips: boolean
  /** Whether it makes clips from the pictures that prompts name (`picturePath`). */
  readonly needsPictures?: boolean
  /** How many sessions may be open at once. */
  readonly maxSessions: number
  /** All that decides the bytes of a clip besides prompt and seed: options, weights, command. */
  identity(): Promise<Json>
  /** What stands in the way of this plan, found before any clip is made. */
  preflight(clips: readonly PlannedClip[]): Promise<readonly GeneratorProblem[]>
  open(): Promise<GeneratorSession>
}

export interface GeneratorProblem {
  /** The clip that it stops, or null when it is about the whole source. */
  readonly itemId: string | null
  readonly problem: Problem
  /** `error` stops a strict run; `warning` is shown. */
  readonly level: 'error' | 'warning'
}

/** What a generator is made with besides its own options. */
export interface GeneratorContext {
  /** Absolute folder that relative paths in the options start from: the config file's, or the working directory. */
  readonly baseDir: string
}

/** A row of the generators table. */
export interface GeneratorKind<Schema extends z.ZodType = z.ZodType> {
  readonly title: string
  /** One sentence for the help. */
  readonly description: string
  /** The members of `generators[]` in the config besides `kind`; strict, each with a description. */
  readonly options: Schema
  /** One generator for each model that the options name; their `model` labels differ. Throws BenchError. */
  create(options: z.output<Schema>, context: GeneratorContext): readonly Generator[]
}
