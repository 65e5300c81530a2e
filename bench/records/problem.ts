import { z } from 'zod'

/** What went wrong, for people and for machines: the code of an entry in `bench/errors.ts` and its two texts. */
export const problemSchema = z.object({
  code: z.string().min(1),
  /** What was found and what was expected. */
  message: z.string().min(1),
  /** What to do next. */
  remedy: z.string().optional(),
})
export type Problem = z.infer<typeof problemSchema>
