import { z } from 'zod'
import { raterSchema } from './vote.ts'

/** Why a rater could not judge an item. */
export const troubleKinds = ['clip-missing', 'cannot-play'] as const
export type TroubleKind = (typeof troubleKinds)[number]

const raterId = z.string()

/** What happened in a study besides votes: what the owner did, what the server did, what raters could not do. */
export const reviewEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('joined'), raterId }),
  /** Open items of a rater went to another one. */
  z.strictObject({ kind: z.literal('released'), raterId, to: raterId, items: z.int().nonnegative() }),
  z.strictObject({
    kind: z.literal('state'),
    raterId,
    from: raterSchema.shape.state,
    to: raterSchema.shape.state,
  }),
  /** A link was made; earlier ones of the same purpose no longer work. Null: an invitation. */
  z.strictObject({ kind: z.literal('link'), raterId: raterId.nullable(), purpose: z.string() }),
  z.strictObject({ kind: z.literal('revealed') }),
  z.strictObject({
    kind: z.literal('trouble'),
    raterId,
    itemId: z.string(),
    trouble: z.enum(troubleKinds),
    /** What the browser said. */
    detail: z.string().max(500),
  }),
  z.strictObject({ kind: z.literal('imported'), raterId, votes: z.int().nonnegative() }),
])
export type ReviewEvent = z.infer<typeof reviewEventSchema>
