import { z } from 'zod'

const seconds = z.number().positive()
/** Lowest and highest, in the unit of the value beside it. */
const interval = z
  .tuple([z.number().positive(), z.number().positive()])
  .refine(([low, high]) => low <= high, { error: 'expected the lower end first' })

/** How repetitions spread. Quantiles are those of the samples, in seconds. */
export const timingSpreadSchema = z.strictObject({
  /** Of every repetition, in the order in which they ran; outliers are kept. That of a short run is a mean over several. */
  samples: z.array(seconds).min(1),
  quartiles: interval,
  p95: seconds,
  /** Samples beyond 1.5 and beyond 3 interquartile ranges outside the quartiles. */
  outliers: z.strictObject({ mild: z.int().nonnegative(), severe: z.int().nonnegative() }),
  /** Confidence level of the interval of the median; null where there is none. */
  level: z.number().gt(0).lt(1).nullable(),
  /** Why no more repetitions were made. */
  stopped: z.enum(['tight', 'limit', 'budget', 'interrupted']),
})

/** A time that a clock gave on this machine. */
export const measuredTimeSchema = z.strictObject({
  kind: z.literal('measured'),
  /** Median of the repetitions. */
  seconds,
  /** Of the median; null for a single repetition. */
  interval: interval.nullable(),
  repetitions: z.int().min(1),
  /** Whether the weights were made up; their values do not change the time. */
  syntheticWeights: z.boolean(),
  spread: timingSpreadSchema,
})

/** A sum of measured parts, each counted as often as the whole network holds it. */
export const composedTimeSchema = z.strictObject({
  kind: z.literal('composed'),
  seconds,
  /** Every part at its lowest, and every part at its highest; null where a part has none. */
  interval: interval.nullable(),
  parts: z
    .array(z.strictObject({ name: z.string().min(1), count: z.int().min(1), time: measuredTimeSchema }))
    .min(1),
})

/** A time that was computed for hardware that is not this machine's. */
export const projectedTimeSchema = z.strictObject({
  kind: z.literal('projected'),
  seconds,
  interval,
  stages: z.array(
    z.strictObject({
      stage: z.string().min(1),
      seconds: z.number().nonnegative(),
      /** What limits the stage. */
      bound: z.enum(['compute', 'bandwidth']),
    }),
  ),
  /** Time in which several GPUs wait for each other's data; null where the link's speed is unknown and it is left out. */
  exchangeSeconds: z.number().nonnegative().nullable(),
  hardware: z.string().min(1),
  gpus: z.int().min(1),
  /** Share of the hardware's limits that is assumed, and the hardware whose published times gave it. */
  efficiency: z.number().positive(),
  fittedOn: z.string().min(1),
})

/** Seconds of a stage or of a whole clip, with how they are known. No two kinds share a column or a mean. */
export const profileTimeSchema = z.discriminatedUnion('kind', [
  measuredTimeSchema,
  composedTimeSchema,
  projectedTimeSchema,
])

export type TimingSpread = z.infer<typeof timingSpreadSchema>
export type MeasuredTime = z.infer<typeof measuredTimeSchema>
export type ComposedTime = z.infer<typeof composedTimeSchema>
export type ProjectedTime = z.infer<typeof projectedTimeSchema>
export type ProfileTime = z.infer<typeof profileTimeSchema>
