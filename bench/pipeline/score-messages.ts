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

/** A clip to show to backbones: a whole file, or some of its frames. A backbone goes by the name of one role that it plays. */
const partSchema = z.object({
  sha256: z.string(),
  video: videoInfoSchema,
  /** Frames of the file, in order, as first and count; null for all. */
  frames: z.array(z.tuple([z.int().nonnegative(), z.int().positive()])).nullable(),
  /** Roles whose backbones want its frames. */
  roles: z.array(z.string()),
})

/** One file to look at. */
export const scoreTaskSchema = z.object({
  /** Absolute path of the video. */
  path: z.string(),
  parts: z.array(partSchema),
  texts: z.array(z.object({ role: z.string(), text: z.string() })),
  /** Absolute paths of pictures. */
  pictures: z.array(z.object({ role: z.string(), picture: z.string() })),
})
export type ScoreTask = z.infer<typeof scoreTaskSchema>

/** What an outcome is of: a part's frames by the part's hash, a text, or a picture by its path; the others are null. */
const askedSchema = z.object({
  role: z.string(),
  part: z.string().nullable(),
  text: z.string().nullable(),
  picture: z.string().nullable(),
})
export type Asked = z.infer<typeof askedSchema>

/** A feature encoded by `encodeFeature`, or why there is none. */
const outcomeSchema = z.union([
  askedSchema.extend({ encoded: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  askedSchema.extend({ problem: problemSchema }),
])
export type FeatureOutcome = z.infer<typeof outcomeSchema>

/** One outcome for each role of each part, and for each text and picture of the task. */
export const scoreResultSchema = z.object({ outcomes: z.array(outcomeSchema) })
export type ScoreResult = z.infer<typeof scoreResultSchema>
