import { z } from 'zod'
import { troubleRequestSchema, voteSubmissionSchema } from './api.ts'

const idSchema = z.string().min(1).max(200)
const sealSchema = z.string().regex(/^[0-9a-f]{64}$/)

/** What an offline form is issued with; it lies in the form's own data. Its ids are the store's; items have the rater's own ids. */
export const offlineIssueSchema = z.strictObject({
  studyId: idSchema,
  raterId: idSchema,
  /** Key that this rater's form seals votes with; lower-case hex. Another rater's, or another study's, is another key. */
  sealKey: sealSchema,
})
export type OfflineIssue = z.infer<typeof offlineIssueSchema>

/** The first member of a file of votes. */
export const offlineFormat = 'opensora-bench-votes'

/** One vote on a line of its own, so that a message can name the line. */
export const sealedVoteSchema = z.strictObject({
  vote: voteSubmissionSchema,
  /** Over the seal before it and this vote: a vote that is changed, moved or left out breaks it. */
  seal: sealSchema,
})

/** An item that could not be shown, likewise. */
export const sealedTroubleSchema = z.strictObject({ trouble: troubleRequestSchema, seal: sealSchema })

/** What a rater sends back: the votes in the order in which they were cast, undone ones among them. */
export const offlineVotesSchema = z.strictObject({
  format: z.literal(offlineFormat),
  version: z.literal(1),
  studyId: idSchema,
  raterId: idSchema,
  votes: z.array(sealedVoteSchema),
  /** Items that could not be shown, the seals going on from the last vote's; absent when there are none. */
  troubles: z.array(sealedTroubleSchema).optional(),
  count: z.int().nonnegative(),
  /** Over the last line's seal and the count: a file that was cut breaks it. */
  seal: sealSchema,
})
export type OfflineVotes = z.infer<typeof offlineVotesSchema>
