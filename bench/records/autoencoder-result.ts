import { z } from 'zod'
import { manifestSchema } from './manifest.ts'
import { problemSchema } from './problem.ts'
import { composedTimeSchema, measuredTimeSchema, projectedTimeSchema } from './profile.ts'
import { gateResultSchema, intervalSchema } from './run-result.ts'

/** How a number is known. No two kinds share a column, a line of a chart or a mean. */
export const profileKinds = ['measured', 'composed', 'projected'] as const
const kind = z.enum(profileKinds)
export type ProfileKind = (typeof profileKinds)[number]

/** Stages of making one clip. `encode` is that of a reference; a clip from text alone has none. */
export const profileStages = ['text', 'encode', 'denoise', 'decode'] as const
const stage = z.enum(profileStages)
export type ProfileStage = (typeof profileStages)[number]

const positive = z.number().positive()
const share = z.number().nonnegative()
const bytes = z.number().nonnegative()

/** An autoencoder, and the transformer that was trained on its latents where there is one. */
export const resultVariantSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  source: z.enum(['built-in', 'onnx', 'process']),
  /** Pixels to one latent: frames, height, width. */
  reduction: z.strictObject({ frames: z.int().min(1), height: z.int().min(1), width: z.int().min(1) }),
  latentChannels: z.int().min(1),
  /** Latents on a side of one token; null without a transformer. */
  patchSize: z.int().min(1).nullable(),
  /** Frames that it takes: `4n + 1`, `1, or 4n from 8`. */
  frameRule: z.string().min(1),
  /** How it cuts what it encodes and decodes. */
  tiling: z.strictObject({ spatial: z.boolean(), temporal: z.boolean() }),
  parameters: z.strictObject({
    autoencoder: z.int().positive().nullable(),
    transformer: z.int().positive().nullable(),
  }),
  /** Values of the latents over values of the pixels (red, green, blue), of long videos. */
  informationDensity: positive,
  /** Latent values per pixel position of one frame, of long videos. */
  valuesPerPixel: positive,
})
export type ResultVariant = z.infer<typeof resultVariantSchema>

/** One thing to make, the same for all variants but for the number of frames that each can take. */
export const resultWorkloadSchema = z.strictObject({
  id: z.string().min(1),
  /** Such as `256px`. */
  resolution: z.string().min(1),
  aspectRatio: z.string().min(1),
  /** By variant. */
  frames: z.record(z.string(), z.int().min(1)),
  steps: z.int().min(1),
  /** Predictions of one step: branches of guidance. */
  branches: z.int().min(1),
  /** Whether it was run here, or skipped because it takes longer than the budget, with the estimate. */
  chosen: z.boolean(),
  estimatedSeconds: positive.nullable(),
  /** Why it was chosen or not, one sentence. */
  reason: z.string(),
})
export type ResultWorkload = z.infer<typeof resultWorkloadSchema>

/** One stage of one variant on one workload. */
export const stageResultSchema = z.strictObject({
  stage,
  /** Products of the networks as published, counted from the graph; null for networks that no graph is known of. */
  flops: z.number().nonnegative().nullable(),
  /** Products of the form that ran here, which takes fewer multiplications for some convolutions. */
  executedFlops: z.number().nonnegative().nullable(),
  /** Null where the stage was not run. A composed time says of which parts. */
  time: z.discriminatedUnion('kind', [measuredTimeSchema, composedTimeSchema]).nullable(),
  /** executedFlops / seconds, of the time above. */
  achievedFlopsPerSecond: positive.nullable(),
  /** The same over the machine's matrix product in this run. */
  shareOfPeak: positive.nullable(),
  /** Resident memory of the child at its highest while the stage ran, and what was planned before it was loaded. */
  peakMemoryBytes: bytes.nullable(),
  plannedMemoryBytes: bytes.nullable(),
  /** Why it was not run; null when it was. */
  problem: problemSchema.nullable(),
})
export type StageResult = z.infer<typeof stageResultSchema>

/** One variant on one workload. */
export const profileCellSchema = z.strictObject({
  variant: z.string().min(1),
  workload: z.string().min(1),
  frames: z.int().min(1),
  height: z.int().min(1),
  width: z.int().min(1),
  /** [1, C, T, H, W]; null where the variant does not say. */
  latentShape: z.array(z.int().min(1)).length(5).nullable(),
  /** Of the video in the transformer; null without one. */
  tokens: z.int().min(1).nullable(),
  textTokens: z.int().min(1).nullable(),
  stages: z.array(stageResultSchema),
  /** One denoising step with all its branches, as part of `denoise`; null where it was not run. */
  stepTime: z.discriminatedUnion('kind', [measuredTimeSchema, composedTimeSchema]).nullable(),
  /** The whole clip from text, where every stage of it has a time of this machine; it is composed unless it ran whole. */
  clipTime: z.discriminatedUnion('kind', [measuredTimeSchema, composedTimeSchema]).nullable(),
  /** The whole clip on other hardware. */
  projections: z.array(projectedTimeSchema),
})
export type ProfileCell = z.infer<typeof profileCellSchema>

/** How many times faster `fast` is than `slow` (below 1: slower). */
export const speedupSchema = z.strictObject({
  workload: z.string().min(1),
  kind,
  /** A stage, or the whole clip. */
  scope: z.enum([...profileStages, 'clip']),
  slow: z.string().min(1),
  fast: z.string().min(1),
  factor: positive,
  /** Null where one repetition is all there was. */
  interval: z
    .tuple([positive, positive])
    .refine(([low, high]) => low <= high, { error: 'expected the lower end first' })
    .nullable(),
  /** Confidence level of the interval; null for a range of projections, which is none. */
  level: z.number().gt(0).lt(1).nullable(),
  /** Interleaved rounds that it rests on; 0 for a projection. */
  rounds: z.int().nonnegative(),
  /** Of a projection: the hardware and its number. */
  hardware: z.strictObject({ title: z.string().min(1), gpus: z.int().min(1) }).nullable(),
  /** `inconclusive` on a machine that was too noisy, or with an interval that is too wide. */
  verdict: z.enum(['conclusive', 'inconclusive']),
  /** Of an inconclusive one: why, and what to do. Empty otherwise. */
  message: z.string(),
})
export type Speedup = z.infer<typeof speedupSchema>

/** This machine's own limits, measured in this run between the stages. */
export const machinePeakSchema = z.strictObject({
  threads: z.int().min(1),
  matrixProduct: z.strictObject({
    /** [rows, inner, columns], float32. */
    size: z.array(z.int().min(1)).length(3),
    flopsPerSecond: positive,
    time: measuredTimeSchema,
  }),
  copy: z.strictObject({
    /** Read and written together. */
    bytes: positive,
    bytesPerSecond: positive,
    time: measuredTimeSchema,
  }),
})
export type MachinePeak = z.infer<typeof machinePeakSchema>

/** Whether the machine was quiet enough for times to mean something. */
export const noiseSchema = z.strictObject({
  verdict: z.enum(['quiet', 'noisy', 'inconclusive']),
  /** Time of one small matrix product, repeated between all measurements, seconds. */
  reference: measuredTimeSchema.nullable(),
  /** Highest over lowest median of the reference in quarters of the run. */
  drift: positive.nullable(),
  /** Share of all cores' time that other processes used, and that the hypervisor took; null where the system does not say. */
  foreignShare: share.nullable(),
  stolenShare: share.nullable(),
  /** What was found, one sentence each. */
  findings: z.array(z.string().min(1)),
  /** What to do; null on a quiet machine. */
  remedy: z.string().min(1).nullable(),
})
export type Noise = z.infer<typeof noiseSchema>

/** A composed time held against the same network run as a whole. */
export const composedCheckSchema = z.strictObject({
  title: z.string().min(1),
  hiddenSize: z.int().min(1),
  doubleBlocks: z.int().min(1),
  singleBlocks: z.int().min(1),
  imageTokens: z.int().min(1),
  textTokens: z.int().min(1),
  whole: measuredTimeSchema,
  composed: composedTimeSchema,
  /** (composed − whole) / whole: the median over rounds, in each of which all parts and the whole ran in turn. */
  relative: z.number(),
  /** Of that median; null for a single round. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  tolerance: positive,
  /** Null when the interval lies neither within the tolerance nor beyond it: then the check says nothing. */
  holds: z.boolean().nullable(),
})
export type ComposedCheck = z.infer<typeof composedCheckSchema>

/** A projection held against a published time. */
export const residualSchema = z.strictObject({
  variant: z.string().min(1),
  /** Such as `768px 1:1, 129 frames, 50 steps`. */
  workload: z.string().min(1),
  publishedSeconds: positive,
  source: z.string().min(1),
  projected: projectedTimeSchema,
  /** (projected − published) / published. */
  relative: z.number(),
  /** Whether the efficiency was fitted on this time; otherwise the fit has not seen it. */
  fitted: z.boolean(),
})
export type ProfileResidual = z.infer<typeof residualSchema>

/** One score of quality, or why there is none. */
export const qualityScoreSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('scored'),
    value: z.number(),
    /** Over clips; null for fewer than two. */
    interval: intervalSchema.nullable(),
    /** Clips in the mean; of PSNR, those that differ at all. */
    clips: z.int().min(1),
  }),
  /** Of PSNR alone: no byte of any clip differs. JSON has no infinity. */
  z.strictObject({ status: z.literal('infinite'), clips: z.int().min(1) }),
  z.strictObject({ status: z.literal('unscored'), reason: problemSchema }),
])
export type QualityScore = z.infer<typeof qualityScoreSchema>

/** Reconstruction of clips by one variant at one size. */
export const qualityRowSchema = z.strictObject({
  variant: z.string().min(1),
  height: z.int().min(1),
  width: z.int().min(1),
  frames: z.int().min(1),
  /** Whether the clip was cut into tiles. */
  tiled: z.boolean(),
  /** Those that were measured. */
  clips: z.array(z.string().min(1)),
  /** Those that could not be, and why. */
  failed: z.array(z.strictObject({ clip: z.string().min(1), problem: problemSchema })),
  /** Peak signal-to-noise ratio, dB. */
  psnr: qualityScoreSchema,
  /** Structural similarity, at most 1. */
  ssim: qualityScoreSchema,
  /** Learned distance, 0 for equal pictures. */
  lpips: qualityScoreSchema,
  /** Flicker of the reconstruction less that of the clip, in levels of 255 between neighbouring frames. */
  addedFlicker: qualityScoreSchema,
  /** Error at tile borders over error elsewhere: 1 without seams. */
  seams: qualityScoreSchema,
})
export type QualityRow = z.infer<typeof qualityRowSchema>

/** A scored run of videos that one variant made. */
export const variantScoresSchema = z.strictObject({
  variant: z.string().min(1),
  runId: z.string().min(1),
  model: z.string().min(1),
  /** Profile of evaluators; only `official` is VBench. */
  profile: z.string().min(1),
  quality: z.number().nullable(),
  semantic: z.number().nullable(),
  total: z.number().nullable(),
  totalInterval: intervalSchema.nullable(),
})
export type VariantScores = z.infer<typeof variantScoresSchema>

/** What videos take and cost. */
export const costRowSchema = z.strictObject({
  variant: z.string().min(1),
  workload: z.string().min(1),
  kind,
  hardware: z.string().min(1),
  gpus: z.int().min(1),
  usdPerGpuHour: z.number().nonnegative(),
  secondsPerVideo: positive,
  gpuHoursPerVideo: positive,
  usdPerVideo: z.number().nonnegative(),
  /** Of a full VBench run: 6,220. */
  videos: z.int().positive(),
  seconds: positive,
  gpuHours: positive,
  usd: z.number().nonnegative(),
})
export type CostRow = z.infer<typeof costRowSchema>

/** What training cost, as published. */
export const trainingTableSchema = z.strictObject({
  usdPerGpuHour: z.number().nonnegative(),
  stages: z.array(
    z.strictObject({
      title: z.string().min(1),
      clips: positive,
      iterations: z.int().positive(),
      gpus: z.int().positive(),
      gpuDays: positive,
      gpuHours: positive,
      usd: z.number().nonnegative(),
    }),
  ),
  gpuDays: positive,
  gpuHours: positive,
  usd: z.number().nonnegative(),
  /** One training run of other models; `estimated` by the report's authors. */
  comparison: z.array(
    z.strictObject({
      model: z.string().min(1),
      gpus: z.int().positive(),
      gpuHours: positive,
      usd: positive,
      estimated: z.boolean(),
    }),
  ),
  source: z.string().min(1),
})
export type TrainingTable = z.infer<typeof trainingTableSchema>

/** A published number beside ours. */
export const claimSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  unit: z.string().min(1),
  published: z.number(),
  source: z.string().min(1),
  /** Null where nothing here says it. */
  found: z.number().nullable(),
  foundInterval: z.tuple([z.number(), z.number()]).nullable(),
  /** How ours is known. `counted` from graphs and sizes, `computed` from the published inputs. */
  foundKind: z.enum([...profileKinds, 'counted', 'computed']).nullable(),
  /** (found − published) / published. */
  deviation: z.number().nullable(),
  /** Largest deviation that still holds. */
  tolerance: z.number().nonnegative(),
  verdict: z.enum(['holds', 'differs', 'not-tested']),
  /** What the comparison leaves out, or why it was not made. */
  note: z.string(),
})
export type Claim = z.infer<typeof claimSchema>

/** One point of a scaling curve. */
export const scalingPointSchema = z.strictObject({
  variant: z.string().min(1),
  stage: z.enum([...profileStages, 'clip', 'block']),
  kind,
  /** What was varied. */
  axis: z.enum(['pixels', 'frames']),
  /** Pixels of one frame, or frames. */
  x: positive,
  /** Such as `768px, 129 frames`. */
  label: z.string().min(1),
  tokens: z.int().min(1).nullable(),
  flops: positive.nullable(),
  seconds: positive,
  /** Of a projection. */
  hardware: z.string().min(1).nullable(),
})
export type ScalingPoint = z.infer<typeof scalingPointSchema>

/** seconds ≈ factor · x^exponent, a straight line through the logarithms of points of one kind. */
export const scalingFitSchema = z.strictObject({
  variant: z.string().min(1),
  stage: z.enum([...profileStages, 'clip', 'block']),
  kind,
  axis: z.enum(['pixels', 'frames']),
  exponent: z.number(),
  /** 95 % interval; null with two points, which any line meets. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  factor: positive,
  points: z.int().min(2),
})
export type ScalingFit = z.infer<typeof scalingFitSchema>

/** What did not run. */
export const profileFailureSchema = z.strictObject({
  variant: z.string().min(1).nullable(),
  workload: z.string().min(1).nullable(),
  stage: stage.nullable(),
  /** `refused` before anything was loaded; `died` of its own fault; `killed` by the system, as when memory runs out. */
  cause: z.enum(['refused', 'failed', 'died', 'killed']),
  problem: problemSchema,
  neededBytes: bytes.nullable(),
  availableBytes: bytes.nullable(),
})
export type ProfileFailure = z.infer<typeof profileFailureSchema>

/** Where the machine's times stand beside the reference implementation's on a machine of this kind. */
export const referenceRowSchema = z.strictObject({
  variant: z.string().min(1),
  stage,
  frames: z.int().min(1),
  height: z.int().min(1),
  width: z.int().min(1),
  seconds: positive,
  measured: measuredTimeSchema,
  flops: positive,
  achievedFlopsPerSecond: positive,
  peakMemoryBytes: bytes.nullable(),
  /** Reference time, as recorded; the matrix product of its machine, FLOP/s; and the same time scaled to this machine's. */
  referenceSeconds: positive,
  referenceFlopsPerSecond: positive,
  scaledReferenceSeconds: positive,
  /** What the reference's conditions were. */
  note: z.string(),
})
export type ReferenceRow = z.infer<typeof referenceRowSchema>

/** Everything that a report of the suite `autoencoder` shows, and the only input of one. */
export const autoencoderResultSchema = z.strictObject({
  kind: z.literal('autoencoder'),
  schemaVersion: z.literal(1),
  runId: z.string().min(1),
  createdAt: z.iso.datetime(),
  suite: z.strictObject({ id: z.string().min(1), title: z.string().min(1) }),
  status: z.enum(['complete', 'incomplete', 'interrupted']),
  /** Seconds that measuring may take, and that it took. */
  budget: z.strictObject({ seconds: positive, spentSeconds: z.number().nonnegative() }),
  /** The first is what the others are compared with. */
  variants: z.array(resultVariantSchema).min(1),
  workloads: z.array(resultWorkloadSchema),
  cells: z.array(profileCellSchema),
  speedups: z.array(speedupSchema),
  /** Null when the run was interrupted before it was measured. */
  peak: machinePeakSchema.nullable(),
  noise: noiseSchema,
  composedChecks: z.array(composedCheckSchema),
  /** Share of a GPU's limits that the published times reach. */
  efficiency: z.strictObject({
    hardware: z.string().min(1),
    value: positive,
    low: positive,
    high: positive,
    observations: z.int().min(2),
  }),
  residuals: z.array(residualSchema),
  references: z.array(referenceRowSchema),
  quality: z.array(qualityRowSchema),
  vbench: z.array(variantScoresSchema),
  cost: z.array(costRowSchema),
  training: trainingTableSchema,
  claims: z.array(claimSchema),
  scaling: z.strictObject({ points: z.array(scalingPointSchema), fits: z.array(scalingFitSchema) }),
  /** What counted FLOPs leave out. */
  notCounted: z.string().min(1),
  failures: z.array(profileFailureSchema),
  /** `<variant>/<workload>/<rule>`. */
  gates: z.array(gateResultSchema),
  manifest: manifestSchema.omit({ promptList: true, generators: true, evaluators: true }),
})
export type AutoencoderResult = z.infer<typeof autoencoderResultSchema>
