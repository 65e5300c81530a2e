import { z } from 'zod'
import { dimensionIds } from '../records/dimension.ts'
import { problemSchema } from '../records/problem.ts'

/** Something that stands in the way of a plan; about one clip, one model, one dimension, or the whole run. */
export const preflightProblemSchema = z.object({
  itemId: z.string().nullable(),
  model: z.string().nullable(),
  dimension: z.enum(dimensionIds).nullable(),
  problem: problemSchema,
  level: z.enum(['error', 'warning']),
})
export type PreflightProblem = z.infer<typeof preflightProblemSchema>

export const preflightListSchema = z.array(preflightProblemSchema)

/** Where the store's `meta` table keeps the errors of the last preflight. */
export const preflightKey = 'preflight'
