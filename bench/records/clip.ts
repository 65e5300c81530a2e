import { z } from 'zod'
import { problemSchema } from './problem.ts'

/** What the container and the decoder say of a video; sizes in pixels after rotation is applied. */
export const videoInfoSchema = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  /** Frames in the stream, counted by packets, not taken from the header. */
  frameCount: z.int().nonnegative(),
  /** Average frame rate, frames per second. */
  fps: z.number().positive(),
  durationSeconds: z.number().nonnegative(),
  codec: z.string(),
  pixelFormat: z.string(),
  /** Clockwise turn from the container's display matrix, degrees: 0, 90, 180 or 270. */
  rotationDegrees: z.number(),
  variableFrameRate: z.boolean(),
})
export type VideoInfo = z.infer<typeof videoInfoSchema>

export const generatedClipSchema = z.object({
  status: z.literal('generated'),
  /** Hash of what made it: generator + weights + prompt + seed + sampling options. */
  identity: z.string(),
  /** Relative to the run folder with '/' for generated clips; absolute for recorded ones, which stay where they lie. */
  path: z.string(),
  sha256: z.string(),
  bytes: z.int().nonnegative(),
  video: videoInfoSchema,
  /** Seconds by stage of generation (`generate`, or a model's own stages). Volatile: left out of comparisons of results. */
  stageSeconds: z.record(z.string(), z.number()),
})

/** The generator could not make it, or its file can't be read. */
export const failedClipSchema = z.object({
  status: z.literal('failed'),
  identity: z.string(),
  problem: problemSchema,
})

export const clipSchema = z.discriminatedUnion('status', [generatedClipSchema, failedClipSchema])
/** The outcome of one planned clip. */
export type Clip = z.infer<typeof clipSchema>
export type GeneratedClip = z.infer<typeof generatedClipSchema>
