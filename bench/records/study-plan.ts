import { z } from 'zod'
import { videoInfoSchema } from './clip.ts'
import { dimensionIds } from './dimension.ts'
import { itemSchema, studySchema } from './vote.ts'

const idSchema = z.string().min(1).max(200)

/** A prompt as raters read it. */
export const studyPromptSchema = z.strictObject({ id: idSchema, text: z.string() })
export type StudyPrompt = z.infer<typeof studyPromptSchema>

/** A clip that raters watch, and where it came from. Only the file's bytes may reach a rater. */
export const studyClipSchema = z.strictObject({
  /** 128 bits of a hash. Raters' browsers see other ids, keyed by the study's secret. */
  clipId: idSchema,
  model: idSchema,
  promptId: idSchema,
  /** Made worse on purpose, for gold pairs. */
  degraded: z.boolean(),
  /** `media/<clipId>.mp4`, from the run folder. */
  path: z.string().regex(/^media\/[0-9a-f]{32}\.mp4$/),
  sha256: z.string(),
  bytes: z.int().positive(),
  video: videoInfoSchema,
  source: z.strictObject({
    /** Id of the run that the clip is from; null for a folder of videos. */
    runId: z.string().nullable(),
    sampleIndex: z.int().nonnegative(),
    /** Absolute. */
    path: z.string(),
    sha256: z.string(),
  }),
  /** What machines said of the source clip, for calibration. Empty for degraded copies. */
  scores: z.partialRecord(z.enum(dimensionIds), z.number()),
})
export type StudyClip = z.infer<typeof studyClipSchema>

/** Everything that planning hands to the store, in one transaction. */
export const studyPlanSchema = z.strictObject({
  study: studySchema,
  prompts: z.array(studyPromptSchema).min(1),
  clips: z.array(studyClipSchema).min(1),
  /** By slot, then by position. */
  items: z.array(itemSchema).min(1),
})
export type StudyPlan = z.infer<typeof studyPlanSchema>
