import { z } from 'zod'

/** What a run's numbers are: VBench's for short clips, for long ones, for clips made from pictures, or of prompts of one's own. */
export const protocols = ['vbench', 'vbench-long', 'vbench-i2v', 'custom'] as const

/** A file that a number depends on. */
export const weightFileSchema = z.object({
  path: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
})
export type WeightFile = z.infer<typeof weightFileSchema>

/**
 * What a stranger needs to make the run again. `machine` and `startedAt` may differ between equal runs;
 * everything else decides the numbers.
 */
export const manifestSchema = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  /** Known when the clips are; absent until then. */
  protocol: z.enum(protocols).optional(),
  startedAt: z.iso.datetime(),
  /** As typed, without the program's own path. */
  command: z.array(z.string()),
  /** The settings after flags, environment, file and defaults are joined. */
  config: z.json(),
  configSha256: z.string(),
  promptList: z.object({ name: z.string(), count: z.int(), sha256: z.string(), source: z.string() }),
  /** Those that clips are made from and compared with, where the run has any; `sha256` of their names and checksums. */
  pictures: z.object({ folder: z.string(), count: z.int(), sha256: z.string() }).optional(),
  seed: z.int(),
  generators: z.array(
    z.object({ model: z.string(), id: z.string(), identity: z.json(), notice: z.string().nullable() }),
  ),
  evaluators: z.array(
    z.object({
      id: z.string(),
      version: z.int(),
      backbone: z.string().nullable(),
      weights: z.array(weightFileSchema),
    }),
  ),
  software: z.object({
    bench: z.string(),
    node: z.string(),
    /** Version of each package whose behaviour can move a number. */
    packages: z.record(z.string(), z.string()),
    gitCommit: z.string().nullable(),
    decoder: z.string(),
  }),
  machine: z.object({
    os: z.string(),
    cpu: z.string(),
    cores: z.int(),
    memoryBytes: z.int(),
    gpu: z.string().nullable(),
    driver: z.string().nullable(),
  }),
})
export type Manifest = z.infer<typeof manifestSchema>
