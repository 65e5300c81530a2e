import { z } from 'zod'
import { dimensionIds } from './dimension.ts'

/**
 * One row of a prompt list. `auxiliary` is what a semantic dimension asks for, under VBench's own keys:
 * `object`, `color`, `scene`, `spatial_relationship`, …, by upstream dimension key.
 */
export const promptSchema = z.object({
  /** Stable within its list: `0000` … in list order. */
  id: z.string().min(1),
  text: z.string(),
  dimensions: z.array(z.enum(dimensionIds)),
  auxiliary: z.record(z.string(), z.json()).optional(),
  /** Name of the picture that clips of it are made from, in a folder that the run is given (image-to-video suites). */
  image: z.string().min(1).optional(),
})
export type Prompt = z.infer<typeof promptSchema>

/** A clip that a run wants: one prompt, one sample of it, by one model. */
export const plannedClipSchema = z.object({
  /** `<model>/<prompt id>/<sample index>`: unique in a run, stable between runs of one config. */
  id: z.string().min(1),
  /** Label of the model in tables; a folder name for recorded videos. */
  model: z.string().min(1),
  prompt: promptSchema,
  sampleIndex: z.int().nonnegative(),
  /** 0 … 2^31 − 1. */
  seed: z.int().nonnegative(),
  /** `<prompt>-<index>.mp4`, VBench's naming. */
  fileName: z.string().min(1),
  /** The dimensions that this clip is scored on, in table order. */
  dimensions: z.array(z.enum(dimensionIds)),
})
export type PlannedClip = z.infer<typeof plannedClipSchema>
