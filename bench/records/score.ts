import { z } from 'zod'
import { problemSchema } from './problem.ts'

/**
 * The score of one clip on one dimension.
 * - `scored`: a number. `weight` is how much it counts in the mean over clips: 1 where VBench averages over videos,
 *   the number of frames (or frame pairs) where it averages over frames.
 * - `excluded`: measured, and by VBench's own definition not part of the mean (an object that `color` never saw).
 *   It counts as covered.
 * - `unscored`: missing. Never a zero; it lowers the coverage.
 */
export const scoreSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('scored'),
    value: z.number(),
    weight: z.number().positive(),
    /** Per-frame values and the like, for the gallery and for VBench's own result format. */
    details: z.record(z.string(), z.json()).optional(),
  }),
  z.object({ status: z.literal('excluded'), problem: problemSchema }),
  z.object({ status: z.literal('unscored'), problem: problemSchema }),
])
export type Score = z.infer<typeof scoreSchema>
export type ScoredValue = Extract<Score, { status: 'scored' }>
