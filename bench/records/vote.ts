import { z } from 'zod'
import { dimensionIds } from './dimension.ts'

/** What a pairwise form asks about. */
export const aspects = ['visual-quality', 'prompt-following', 'motion-quality'] as const
export type Aspect = (typeof aspects)[number]

/** Answers of a comparison, by the side that the rater saw. */
export const sideAnswers = ['first', 'second', 'tie', 'both-bad', 'cant-judge'] as const
export type SideAnswer = (typeof sideAnswers)[number]

const aspectListSchema = z
  .array(z.enum(aspects))
  .min(1)
  .refine((list) => new Set(list).size === list.length, 'each aspect once')

/** What the raters are asked. */
export const formSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pairwise'), aspects: aspectListSchema, comment: z.boolean() }),
  z.strictObject({ kind: z.literal('rating'), aspects: aspectListSchema, comment: z.boolean() }),
  z.strictObject({
    kind: z.literal('dimensions'),
    dimensions: z
      .array(z.enum(dimensionIds))
      .min(1)
      .refine((list) => new Set(list).size === list.length, 'each dimension once'),
    comment: z.boolean(),
  }),
])
export type Form = z.infer<typeof formSchema>

const idSchema = z.string().min(1).max(200)
/** Milliseconds since 1970, UTC. */
const timeSchema = z.int().nonnegative()

/** A planned study. Models and prompts are numbered by their place here. */
export const studySchema = z
  .strictObject({
    id: idSchema,
    form: formSchema,
    seed: z.int().nonnegative(),
    models: z.array(idSchema).min(1),
    promptIds: z.array(idSchema).min(1),
    raters: z.int().positive(),
    /** How many raters judge each comparison (or, in a rating, each clip). */
    ratersPerItem: z.int().positive(),
    /** Gold pairs as a share of a rater's plain items. */
    goldRate: z.number().min(0).max(1),
    /** Repeats as a share of a rater's plain items; their originals come from the first third. */
    repeatRate: z
      .number()
      .min(0)
      .max(1 / 3),
    /** A rater who passes a smaller share of gold pairs is left out of the results, by a rule that was fixed beforehand. */
    excludeBelowGold: z.number().min(0).max(1).optional(),
    /** How long a clip must be played before the vote counts, seconds. */
    minimumWatchSeconds: z.number().nonnegative().optional(),
    createdAtMilliseconds: timeSchema,
  })
  .refine(({ raters, ratersPerItem }) => ratersPerItem <= raters, {
    path: ['ratersPerItem'],
    error: 'more raters per item than raters',
  })
  .refine(({ form, models }) => form.kind === 'rating' || models.length >= 2, {
    path: ['models'],
    error: 'a comparison needs two models or more',
  })
export type Study = z.infer<typeof studySchema>

/** A clip in an item; `degraded` is the copy of a gold pair that was made worse on purpose. */
export const itemClipSchema = z.strictObject({ clipId: idSchema, model: idSchema, degraded: z.boolean() })
export type ItemClip = z.infer<typeof itemClipSchema>

/** Why an item is there. The rater is not told. */
export const itemMarkSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plain') }),
  z.strictObject({ kind: z.literal('practice') }),
  /** A clip against its own degraded copy: the other side is the right answer. */
  z.strictObject({ kind: z.literal('gold'), degraded: z.enum(['first', 'second']) }),
  /** An earlier item of the same rater, with its sides exchanged where it has two. */
  z.strictObject({ kind: z.literal('repeat'), of: idSchema }),
  /** In ratings: the degraded copy of the clip of another item of the same rater, which should be rated lower. */
  z.strictObject({ kind: z.literal('degraded'), of: idSchema }),
])
export type ItemMark = z.infer<typeof itemMarkSchema>

const itemBase = {
  id: idSchema,
  studyId: idSchema,
  /** 0 … raters − 1; a rater takes one slot. */
  slot: z.int().nonnegative(),
  /** Place in the slot's order, from 0. */
  position: z.int().nonnegative(),
  promptId: idSchema,
  mark: itemMarkSchema,
}
const pairMembers = { ...itemBase, first: itemClipSchema, second: itemClipSchema }

/** One thing to judge. */
export const itemSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pairwise'), ...pairMembers }),
  z.strictObject({
    kind: z.literal('dimensions'),
    ...pairMembers,
    dimensions: z.array(z.enum(dimensionIds)).min(1),
  }),
  z.strictObject({ kind: z.literal('rating'), ...itemBase, clip: itemClipSchema }),
])
export type Item = z.infer<typeof itemSchema>

/** Longest comment, characters. */
const commentLimit = 2000

/** Answers by what was asked; every question of the item must be answered, which the form decides. */
export const answersSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('pairwise'),
    byAspect: z.partialRecord(z.enum(aspects), z.enum(sideAnswers)),
  }),
  z.strictObject({
    kind: z.literal('dimensions'),
    byDimension: z.partialRecord(z.enum(dimensionIds), z.enum(sideAnswers)),
  }),
  z.strictObject({
    kind: z.literal('rating'),
    /** 1 (bad) … 5 (excellent), or "can't judge". */
    byAspect: z.partialRecord(z.enum(aspects), z.union([z.int().min(1).max(5), z.literal('cant-judge')])),
  }),
])
export type Answers = z.infer<typeof answersSchema>

const voteBase = {
  /** Chosen by the page, once per act: the same key again is the same vote, delivered again. */
  key: z.uuid(),
  studyId: idSchema,
  itemId: idSchema,
  raterId: idSchema,
  /** By the rater's clock: shown, never used to order votes. */
  castAtMilliseconds: timeSchema,
}

/** What a page sends. Votes are only ever added; taking one back is a new row. */
export const voteSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('answer'),
    ...voteBase,
    answers: answersSchema,
    comment: z.string().max(commentLimit).optional(),
    /** How long the clips were played before the vote, seconds. */
    watchedSeconds: z.number().nonnegative(),
    /** From the item's appearance to the vote, seconds. */
    decisionSeconds: z.number().nonnegative(),
  }),
  z.strictObject({
    kind: z.literal('undo'),
    ...voteBase,
    /** Key of the answer that is taken back. */
    undoes: z.uuid(),
  }),
])
export type Vote = z.infer<typeof voteSchema>

/** A vote as it stands in the store. */
export const storedVoteSchema = z.strictObject({
  /** Order of arrival, from 1; votes are read in this order. */
  sequence: z.int().positive(),
  receivedAtMilliseconds: timeSchema,
  vote: voteSchema,
})
export type StoredVote = z.infer<typeof storedVoteSchema>

/** How someone came to the study. */
export const raterOrigins = ['link', 'open', 'prolific', 'offline'] as const
export type RaterOrigin = (typeof raterOrigins)[number]

/** Someone who votes. Excluding keeps every vote and says why. */
export const raterSchema = z.strictObject({
  id: idSchema,
  studyId: idSchema,
  slot: z.int().nonnegative(),
  /** The only thing that is known of the person; on Prolific the participant's number. */
  label: z.string().min(1).max(80),
  origin: z.enum(raterOrigins),
  createdAtMilliseconds: timeSchema,
  /** When the items that were still open went to someone else; null while the slot is this rater's. */
  releasedAtMilliseconds: timeSchema.nullable(),
  state: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('active') }),
    z.strictObject({ kind: z.literal('paused'), reason: z.string().min(1) }),
    z.strictObject({ kind: z.literal('excluded'), reason: z.string().min(1) }),
    z.strictObject({ kind: z.literal('revoked'), reason: z.string().min(1) }),
  ]),
})
export type Rater = z.infer<typeof raterSchema>
