import { z } from 'zod'
import { problemSchema } from './problem.ts'

export const stages = ['plan', 'preflight', 'generate', 'score', 'aggregate', 'report'] as const
export type Stage = (typeof stages)[number]

/** What happens in a run, in order: kept in the store's `events` table and shown by live reporters. */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-started'),
    runId: z.string(),
    path: z.string(),
    /** Whether an unfinished run is continued. */
    resumed: z.boolean(),
    clips: z.int(),
  }),
  z.object({
    type: z.literal('stage-started'),
    stage: z.enum(stages),
    /** Items of the stage, and those of them that are already done. */
    total: z.int(),
    cached: z.int(),
  }),
  z.object({
    type: z.literal('item-finished'),
    stage: z.enum(stages),
    itemId: z.string(),
    seconds: z.number(),
    /** Null when it went well. */
    problem: problemSchema.nullable(),
  }),
  // how far the item in work is; shown, and the only event that is not kept
  z.object({
    type: z.literal('item-progress'),
    stage: z.enum(stages),
    itemId: z.string(),
    /** Of the item's own stages, such as `denoise`. */
    step: z.string(),
    done: z.int(),
    total: z.int(),
  }),
  z.object({ type: z.literal('stage-finished'), stage: z.enum(stages), seconds: z.number() }),
  z.object({ type: z.literal('notice'), message: z.string() }),
  z.object({ type: z.literal('warning'), itemId: z.string().nullable(), problem: problemSchema }),
  z.object({ type: z.literal('run-finished'), status: z.enum(['complete', 'incomplete', 'interrupted']) }),
])
export type RunEvent = z.infer<typeof runEventSchema>
