import { z } from 'zod'
import { problemSchema } from '../records/problem.ts'

/** What the parent sends to a child. Tasks come one at a time. */
export const requestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), settings: z.unknown() }),
  z.object({ type: z.literal('task'), id: z.int(), task: z.unknown() }),
  z.object({ type: z.literal('stop') }),
])
export type Request = z.infer<typeof requestSchema>

/** What a child answers: `ready` once after `start`, then one `done` or `failed` for each task. */
export const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('done'), id: z.int(), result: z.unknown() }),
  /** `id` is null when `start` failed. */
  z.object({ type: z.literal('failed'), id: z.int().nullable(), problem: problemSchema }),
])
export type Reply = z.infer<typeof replySchema>
