import { z } from 'zod'
import { generatedClipSchema } from './clip.ts'
import { dimensionIds, groupIds } from './dimension.ts'
import { manifestSchema, protocols } from './manifest.ts'
import { parityCertificateSchema } from './parity-certificate.ts'
import { problemSchema } from './problem.ts'
import { scoreSchema } from './score.ts'

/** Bounds of a confidence interval. */
export const intervalSchema = z.object({ low: z.number(), high: z.number(), level: z.number() })
export type Interval = z.infer<typeof intervalSchema>

/** Items with a score (or excluded by definition) of items that should have one. */
export const coverageSchema = z.object({ covered: z.int().nonnegative(), expected: z.int().nonnegative() })
export type Coverage = z.infer<typeof coverageSchema>

/** One dimension of one model: the mean over its clips. `value` is null when nothing was scored. */
export const dimensionResultSchema = z.object({
  id: z.enum(dimensionIds),
  title: z.string(),
  group: z.enum(groupIds),
  /** Of `value`, from the evaluator; absent for a dimension that has none. */
  unit: z.string().optional(),
  value: z.number().nullable(),
  interval: intervalSchema.nullable(),
  /** (value − min) / (max − min) with upstream's bounds, not clamped. */
  normalised: z.number().nullable(),
  coverage: coverageSchema,
  excluded: z.int().nonnegative(),
  /** Why nothing was scored; null when something was. */
  reason: problemSchema.nullable(),
  evaluator: z.object({
    version: z.int(),
    backbone: z.string().nullable(),
    weightsSha256: z.string().nullable(),
    /** Version of how segments of long clips are joined; only of VBench-Long. */
    segmentFusion: z.int().optional(),
  }),
})
export type DimensionResult = z.infer<typeof dimensionResultSchema>

/** A weighted total. `value` is null until every dimension of it is covered; `missing` names those that are not. */
export const totalResultSchema = z.object({
  value: z.number().nullable(),
  interval: intervalSchema.nullable(),
  missing: z.array(z.enum(dimensionIds)),
})
export type TotalResult = z.infer<typeof totalResultSchema>

export const modelResultSchema = z.object({
  model: z.string(),
  generator: z.string(),
  /** Shown wherever the model's name is: "procedural reference, not a model". */
  notice: z.string().nullable(),
  dimensions: z.array(dimensionResultSchema),
  quality: totalResultSchema,
  /** Of VBench. */
  semantic: totalResultSchema.optional(),
  /** Of VBench-I2V. */
  i2v: totalResultSchema.optional(),
  total: totalResultSchema,
  clips: coverageSchema,
})
export type ModelResult = z.infer<typeof modelResultSchema>

/** One planned clip with all that is known of it. */
export const itemResultSchema = z.object({
  id: z.string(),
  model: z.string(),
  promptId: z.string(),
  prompt: z.string(),
  /** Name of the picture that it was made from, in image-to-video suites. */
  image: z.string().optional(),
  sampleIndex: z.int(),
  seed: z.int(),
  fileName: z.string(),
  /** Null when there is no clip; then `failures` says why. */
  clip: generatedClipSchema.omit({ status: true }).nullable(),
  scores: z.partialRecord(z.enum(dimensionIds), scoreSchema),
})
export type ItemResult = z.infer<typeof itemResultSchema>

export const failureSchema = z.object({
  stage: z.enum(['preflight', 'generate', 'score']),
  itemId: z.string().nullable(),
  model: z.string().nullable(),
  dimension: z.enum(dimensionIds).nullable(),
  problem: problemSchema,
})
export type Failure = z.infer<typeof failureSchema>

/** Verdict of a comparison or of a gate. */
export const verdicts = ['pass', 'fail', 'inconclusive'] as const
export type Verdict = (typeof verdicts)[number]

export const gateResultSchema = z.object({
  /** `<model>/<dimension or total>/<rule>`. */
  id: z.string(),
  level: z.enum(['warn', 'error']),
  verdict: z.enum(verdicts),
  message: z.string(),
})
export type GateResult = z.infer<typeof gateResultSchema>

/** One metric of run B against run A, over the prompts (and samples) that both have. */
export const comparedMetricSchema = z.object({
  model: z.string(),
  metric: z.string(),
  a: z.number().nullable(),
  b: z.number().nullable(),
  /** b − a over the paired items, and its paired-bootstrap interval. */
  difference: z.number().nullable(),
  interval: intervalSchema.nullable(),
  pairs: z.int().nonnegative(),
  verdict: z.enum(verdicts),
  message: z.string(),
})
export type ComparedMetric = z.infer<typeof comparedMetricSchema>

export const comparisonSchema = z.object({
  a: z.object({ runId: z.string(), path: z.string() }),
  b: z.object({ runId: z.string(), path: z.string() }),
  /** The largest drop that still passes, in the metric's own unit. */
  maxRegression: z.number(),
  metrics: z.array(comparedMetricSchema),
  verdict: z.enum(verdicts),
})
export type Comparison = z.infer<typeof comparisonSchema>

/**
 * Everything that a report shows, and the only input of one. `createdAt`, `parity`, the manifest's `startedAt`, `runId`
 * and `machine`, and each clip's `stageSeconds` are the only members that differ between two equal runs.
 */
export const runResultSchema = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  createdAt: z.iso.datetime(),
  suite: z.object({ id: z.string(), title: z.string() }),
  profile: z.object({
    id: z.string(),
    title: z.string(),
    /** What these numbers are not, for every profile but `official`. */
    notice: z.string().nullable(),
  }),
  protocol: z.enum(protocols),
  promptList: z.object({ name: z.string(), count: z.int(), sha256: z.string() }),
  status: z.enum(['complete', 'incomplete', 'interrupted']),
  models: z.array(modelResultSchema),
  items: z.array(itemResultSchema),
  failures: z.array(failureSchema),
  gates: z.array(gateResultSchema),
  comparison: comparisonSchema.nullable(),
  /** Of this machine, this version and the networks that scored; absent where none was made. */
  parity: parityCertificateSchema.optional(),
  manifest: manifestSchema,
})
export type RunResult = z.infer<typeof runResultSchema>
