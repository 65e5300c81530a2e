import { z } from 'zod'
import { autoencoderGateSchema } from '../records/autoencoder-gate.ts'
import { profileStages } from '../records/autoencoder-result.ts'

const id = z
  .string()
  .regex(/^[\w.×-]{1,64}$/, { error: 'expected up to 64 letters, digits, ".", "_" or "-"' })
const size = z.int().min(1).max(4096)

/** What every autoencoder of the user's says of itself. */
const described = {
  id,
  title: z.string().min(1).max(120).optional(),
  /** Pixels to one latent. */
  reduction: z.strictObject({ frames: size, height: size, width: size }),
  latentChannels: size,
  /** Whether the first frame has a latent of its own: frames are then one more than a multiple. */
  causal: z.boolean().optional(),
  /** Latents on a side of one token of a transformer as wide and deep as Open-Sora 2.0's; without it there is none. */
  patchSize: z.int().min(1).max(16).optional(),
}

/** An autoencoder to compare: a built-in one by its name, ONNX files, or a program. Paths start at the settings' folder. */
const variantSchema = z.union([
  z.string().min(1),
  z.strictObject({
    kind: z.literal('onnx'),
    ...described,
    /** Video [1, 3, T, H, W] in [-1, 1] → latents [1, C, T', H', W'], float32. */
    encoder: z.string().min(1),
    /** The other way round. */
    decoder: z.string().min(1),
  }),
  z.strictObject({
    kind: z.literal('process'),
    ...described,
    /** Program and arguments; docs/profile.md says what it is asked. */
    command: z.array(z.string()).min(1),
    callSeconds: z.number().positive().max(604_800).optional(),
  }),
])
export type VariantSetting = z.output<typeof variantSchema>

const workloadSchema = z.strictObject({
  /** Such as `256px` or `720p`. */
  resolution: z.string().min(1),
  aspectRatio: z.string().min(1).optional(),
  /** Of all variants alike, or by variant. */
  frames: z.union([z.int().min(1).max(100_000), z.record(z.string(), z.int().min(1).max(100_000))]),
  steps: z.int().min(1).max(10_000).optional(),
  /** Predictions of one step: 1 without guidance, 2 with text guidance, 3 when a reference is guided as well. */
  branches: z.int().min(1).max(3).optional(),
})
export type WorkloadSetting = z.output<typeof workloadSchema>

/** What the suite `autoencoder` measures and judges. */
export const autoencoderSchema = z.strictObject({
  /** The first is what the others are compared with. */
  variants: z.array(variantSchema).min(1).max(16).optional(),
  workloads: z.array(workloadSchema).min(1).max(64).optional(),
  stages: z.array(z.enum(profileStages)).min(1).optional(),
  /** Seconds that measuring may take. */
  budgetSeconds: z.number().positive().max(604_800).optional(),
  /** Half the width of an interval over its median at which no more rounds are made. */
  precision: z.number().gt(0).lt(1).optional(),
  /** Rounds that are made whatever they take, and the most that are made. */
  minRounds: z.int().min(1).max(1000).optional(),
  maxRounds: z.int().min(1).max(1000).optional(),
  /** Where clips are projected to: a GPU of the table, and how many. */
  hardware: z.string().min(1).optional(),
  gpus: z.int().min(1).max(1024).optional(),
  /** Folder of clips whose reconstructions are judged. */
  clips: z.string().min(1).optional(),
  /** Checkpoint of each built-in variant, by its id. */
  checkpoints: z.record(z.string(), z.string().min(1)).optional(),
  /** Scored runs of the variants' videos, by variant: a run folder, result.json or run id. */
  scores: z.record(z.string(), z.string().min(1)).optional(),
  gates: z.array(autoencoderGateSchema).optional(),
})

/** What clips cost, and how much a run may cost. */
export const costSchema = z.strictObject({
  usdPerGpuHour: z.number().nonnegative().max(1e6).optional(),
  /** GPUs that work on one clip. */
  gpus: z.int().min(1).max(100_000).optional(),
  /** Of one clip, where it is known; otherwise it is projected for Open-Sora 2.0. */
  secondsPerVideo: z.number().positive().max(1e9).optional(),
  /** A run that would cost more, or take more GPU-hours, is stopped before anything starts. */
  maxUsd: z.number().positive().max(1e12).optional(),
  maxGpuHours: z.number().positive().max(1e12).optional(),
})
