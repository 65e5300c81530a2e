import { z } from 'zod'
import { videoInfoSchema } from '../records/clip.ts'
import { problemSchema } from '../records/problem.ts'

/** What a scoring child is told once. */
export const scoreSettingsSchema = z.object({
  profile: z.string(),
  /** Absolute paths of verified files, by name in the weights table. */
  weights: z.record(z.string(), z.string()),
  /** Sizes of networks of the user's own, by name of the file that they stand in for; null for the released ones. */
  architectures: z.record(z.string(), z.json()),
  threads: z.int().positive(),
})
export type ScoreSettings = z.infer<typeof scoreSettingsSchema>

/** One clip to look at. A backbone goes by the name of one role that it plays in the profile. */
export const scoreTaskSchema = z.object({
  /** Absolute path of the video. */
  path: z.string(),
  sha256: z.string(),
  video: videoInfoSchema,
  /** Roles whose backbones want its frames. */
  roles: z.array(z.string()),
  texts: z.array(z.object({ role: z.string(), text: z.string() })),
})
export type ScoreTask = z.infer<typeof scoreTaskSchema>

/** A feature encoded by `encodeFeature`, or why there is none. */
const outcomeSchema = z.union([
  z.object({
    role: z.string(),
    text: z.string().nullable(),
    encoded: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
  z.object({ role: z.string(), text: z.string().nullable(), problem: problemSchema }),
])
export type FeatureOutcome = z.infer<typeof outcomeSchema>

/** One outcome for each role and each text of the task; `text` is null for features of frames. */
export const scoreResultSchema = z.object({ outcomes: z.array(outcomeSchema) })
export type ScoreResult = z.infer<typeof scoreResultSchema>
