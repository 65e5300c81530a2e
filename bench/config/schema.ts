import { z } from 'zod'
import type { Tier } from '../../suites/contract.ts'
import { gateRuleSchema } from '../records/gate.ts'
import { autoencoderSchema, costSchema } from './autoencoder.ts'
import { preferenceSchema } from './preference.ts'

/** One source of clips: the kind names a row of the generators table, whose own schema checks the other members. */
const generatorSchema = z.looseObject({
  kind: z.string().min(1),
  /** Label in tables; the kind's own default when left out. */
  model: z.string().min(1).optional(),
})

const oneOrMore = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).min(1)])

/** Everything that a config file may say. Names are checked against the tables later (validate.ts). */
export const configSchema = z.strictObject({
  /** A suite of the table: `vbench`, `vbench-i2v`. */
  suite: z.string().min(1).optional(),
  /** `toybox`, `vbench`, `vbench-i2v`, `from-files`, or the path of a JSON file in the suite's schema. */
  prompts: z.string().min(1).optional(),
  /** Image-to-video suites: the folder of the pictures that prompts name, or of folders of their crops by ratio. */
  images: z.string().min(1).optional(),
  /** Which of these: `16-9`. */
  imageRatio: z
    .string()
    .regex(/^\d+-\d+$/, 'expected a ratio such as 16-9')
    .optional(),
  /** One source of clips, or one for each model. */
  generators: oneOrMore(generatorSchema).optional(),
  profile: z.string().min(1).optional(),
  dimensions: z.array(z.string().min(1)).min(1).optional(),
  /** Clips of every prompt; without it the suite's own rule. */
  samples: z.int().min(1).max(1000).optional(),
  /** At most so many prompts. */
  limit: z.int().min(1).optional(),
  tier: z.enum(['pr', 'nightly', 'full'] satisfies Tier[]).optional(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
  /** Processes that score, and generator sessions, at most. */
  workers: z.int().min(1).max(1024).optional(),
  /** Threads of one network session. */
  threads: z.int().min(1).max(1024).optional(),
  /** How long one clip may take to be scored on all its dimensions. */
  scoreTimeoutSeconds: z.int().min(1).max(604_800).optional(),
  /** The folder that holds run folders. */
  output: z.string().min(1).optional(),
  allowPartial: z.boolean().optional(),
  /** Whether missing weights stop a run before it starts; otherwise their dimensions are unscored. */
  strict: z.boolean().optional(),
  /** VBench-Long: whether subject and background consistency leave out how alike a clip's segments are. */
  withinSegmentsOnly: z.boolean().optional(),
  /** Files of the report folder. */
  formats: z.array(z.string().min(1)).optional(),
  /** What is shown while a run goes on. */
  reporters: z.array(z.string().min(1)).min(1).optional(),
  /** Rules by dimension, or for `quality`, `semantic`, `i2v`, `total`. */
  gates: z.record(z.string(), gateRuleSchema).optional(),
  /** A run folder, its `result.json`, or a run id. */
  baseline: z.string().min(1).optional(),
  compare: z
    .strictObject({
      /** The largest drop that passes, in the metric's own unit. */
      maxRegression: z.number().nonnegative().optional(),
    })
    .optional(),
  bootstrap: z
    .strictObject({
      resamples: z.int().min(100).max(1_000_000).optional(),
      /** Of the confidence interval: 0.95 is 95 %. */
      level: z.number().gt(0).lt(1).optional(),
    })
    .optional(),
  autoencoder: autoencoderSchema.optional(),
  cost: costSchema.optional(),
  preference: preferenceSchema.optional(),
  weights: z
    .strictObject({
      /** The folder that downloaded weights are kept in. */
      folder: z.string().min(1).optional(),
    })
    .optional(),
})
export type ConfigInput = z.input<typeof configSchema>
export type GeneratorSetting = z.output<typeof generatorSchema>
