import { z } from 'zod'
import { profileKinds, profileStages } from './autoencoder-result.ts'

const bound = z.number().positive().optional()
const level = z.enum(['off', 'warn', 'error'])
const where = {
  level,
  /** Workload by its id; all of them when left out. */
  workload: z.string().min(1).optional(),
  /** Variant by its id; all of them when left out. */
  variant: z.string().min(1).optional(),
}

/** A rule on what the suite `autoencoder` measures. Several rules may name the same metric. */
export const autoencoderGateSchema = z.discriminatedUnion('metric', [
  z.strictObject({
    ...where,
    metric: z.literal('speedup'),
    kind: z.enum(profileKinds).optional(),
    scope: z.enum([...profileStages, 'clip']).optional(),
    /** The lowest factor that passes; `variant` is the faster one. */
    min: bound,
  }),
  z.strictObject({
    ...where,
    metric: z.literal('seconds'),
    stage: z.enum(profileStages).optional(),
    /** The longest time that passes. */
    max: bound,
  }),
  z.strictObject({
    ...where,
    metric: z.literal('memoryBytes'),
    stage: z.enum(profileStages).optional(),
    /** The highest peak that passes. */
    max: bound,
  }),
])
export type AutoencoderGate = z.infer<typeof autoencoderGateSchema>
