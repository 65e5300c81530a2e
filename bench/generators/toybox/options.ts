import { z } from 'zod'
import { degradations } from './degrade.ts'

/** Members of a `toybox` entry of `generators` besides its kind. */
export const toyboxOptions = z.strictObject({
  model: z.string().min(1).max(100).default('toybox').describe('Label in tables.'),
  size: z.int().min(64).max(512).multipleOf(2).default(128).describe('Width and height of a clip, pixels.'),
  frames: z.int().min(2).max(64).default(16).describe('Frames of a clip; 16 or 17 are usual.'),
  degrade: z
    .strictObject({
      kind: z.enum(degradations).describe('What is spoilt.'),
      strength: z.number().min(0).max(1).default(1).describe('How much: 0 is nothing, 1 is all.'),
    })
    .optional()
    .describe('Spoil the clips on purpose: this is how the metrics are tested.'),
})
export type ToyboxOptions = z.output<typeof toyboxOptions>
