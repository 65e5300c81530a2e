import { z } from 'zod'

/** A rule on what people said, judged when a study is reported. */
export const preferenceGateSchema = z.strictObject({
  level: z.enum(['warn', 'error']),
  /** An aspect, or a dimension of the form. */
  question: z.string().min(1),
  model: z.string().min(1),
  /** The rival; every one that it is compared with when left out. Ratings have none. */
  against: z.string().min(1).optional(),
  /**
   * `score`: (wins + half of the votes for neither) / judged; `wins`: wins / judged; `rating`: the mean rating.
   * Comparisons have `score` unless told otherwise, ratings `rating`.
   */
  of: z.enum(['score', 'wins', 'rating']).optional(),
  /** The lowest that passes: 0 … 1, or 1 … 5 of a rating. */
  min: z.number(),
  /** What must reach `min`: the number itself (the interval then decides between pass and inconclusive) or its lower bound. */
  bound: z.enum(['value', 'low']).default('value'),
})
export type PreferenceGate = z.output<typeof preferenceGateSchema>
