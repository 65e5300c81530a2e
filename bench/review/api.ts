import { z } from 'zod'
import { dimensionIds } from '../records/dimension.ts'
import { troubleKinds } from '../records/review-event.ts'
import { aspects, formSchema, raterOrigins, voteSchema } from '../records/vote.ts'
import { votesPerRequest } from './paths.ts'

// Every request and answer between the pages and the server. Pages import types alone, so that zod stays out of them.

/** Refusals. Pages choose their own words by code; `message` is English for logs and tools. */
export const apiErrors = {
  'no-token': { status: 401, message: 'This page needs the link that you were given.' },
  'wrong-token': { status: 401, message: 'This link does not work: it is incomplete, or it was replaced.' },
  revoked: { status: 403, message: 'This link was ended by the owner of the study.' },
  paused: { status: 403, message: 'The owner of the study has paused your part in it; your votes are kept.' },
  ended: { status: 403, message: 'Your part in this study has ended; your votes are kept.' },
  'no-place': { status: 409, message: 'Every place in this study is taken.' },
  closed: { status: 403, message: 'This study takes no new raters by this link.' },
  malformed: { status: 400, message: 'The request is not of the expected form.' },
  'not-your-item': { status: 403, message: 'This item is not among yours.' },
  'already-answered': { status: 409, message: 'You have answered this item already; undo it first.' },
  'incomplete-answers': { status: 422, message: 'Every question needs an answer, and nothing else does.' },
  'not-watched': { status: 422, message: 'The clips were not played long enough before the vote.' },
  'key-reused': { status: 409, message: 'Another vote has this key.' },
  'nothing-to-undo': { status: 409, message: 'This undo names an answer to another item.' },
  'clip-missing': { status: 410, message: 'This clip is no longer on the server; its owner is told.' },
  'not-revealed': { status: 403, message: 'Results are hidden until the owner reveals them.' },
  'unknown-rater': { status: 404, message: 'There is no such rater.' },
  'not-found': { status: 404, message: 'There is nothing at this address.' },
  'wrong-method': { status: 405, message: 'This address takes no such request.' },
  'wrong-host': { status: 421, message: 'This server does not answer to that name.' },
  'wrong-origin': { status: 403, message: 'Requests from other sites are refused.' },
  'wrong-type': { status: 415, message: 'A body must be JSON.' },
  'too-large': { status: 413, message: 'The request is too large.' },
  'too-many': { status: 429, message: 'Too many requests; wait a little.' },
  'disk-full': {
    status: 507,
    message: 'The server has no space left. Nothing of this was saved; keep it and try again.',
  },
  'not-saved': { status: 503, message: 'The server could not save this. Keep it and try again.' },
  internal: { status: 500, message: 'Something went wrong on the server. Nothing of this was saved.' },
} as const satisfies Record<string, { status: number; message: string }>
export type ApiErrorCode = keyof typeof apiErrors
const apiErrorCodes = Object.keys(apiErrors) as [ApiErrorCode, ...ApiErrorCode[]]

export const errorAnswerSchema = z.strictObject({
  error: z.strictObject({
    code: z.enum(apiErrorCodes),
    message: z.string(),
    /** What exactly is wrong, where there is more to say. */
    detail: z.string().optional(),
  }),
})
export type ErrorAnswer = z.infer<typeof errorAnswerSchema>

/** An id that says nothing: 128 bits, keyed by the study's secret, of this rater alone. */
const opaqueIdSchema = z.string().regex(/^[\w-]{22}$/)
const countSchema = z.int().nonnegative()

// rater: coming in

export const joinRequestSchema = z.strictObject({
  invitation: z.string().max(100),
  /** As Prolific hands them over; only the participant's number is kept. */
  prolific: z
    .strictObject({
      participantId: z.string().regex(/^[\w-]{1,64}$/),
      studyId: z.string().max(100),
      sessionId: z.string().max(100),
    })
    .optional(),
})
export type JoinRequest = z.infer<typeof joinRequestSchema>

/** A cookie with the same token is set, so that this browser goes on by itself. `/rate#<token>` goes on elsewhere. */
export const joinAnswerSchema = z.strictObject({ token: z.string() })
export type JoinAnswer = z.infer<typeof joinAnswerSchema>

export const progressSchema = z.strictObject({
  /** Items of this rater with a standing answer; practice does not count. */
  answered: countSchema,
  /** Items of this rater. It shrinks when items that were left open too long went to someone else. */
  total: countSchema,
  practiceLeft: countSchema,
  /** Set aside because a clip is missing or can't be played; not counted in `answered`. */
  setAside: countSchema,
  /** Nothing is left to judge. */
  complete: z.boolean(),
})
export type Progress = z.infer<typeof progressSchema>

/** What a rater gets at the end; null before, and where the study has no code. */
export const completionSchema = z.strictObject({
  code: z.string(),
  /** Back to Prolific, with the code; null elsewhere. */
  url: z.string().nullable(),
})
export type Completion = z.infer<typeof completionSchema>

export const sessionAnswerSchema = z.strictObject({
  /** Of this rater in this study, and says nothing: keeps the outboxes of two raters in one browser apart. */
  scope: opaqueIdSchema,
  /** How the owner calls this rater. */
  label: z.string(),
  form: formSchema,
  /** `ended`: excluded. Votes are taken only in `active`. */
  state: z.enum(['active', 'paused', 'ended']),
  /** The open items went to someone else after a long absence. What is still sent for them counts. */
  released: z.boolean(),
  progress: progressSchema,
  completion: completionSchema.nullable(),
})
export type SessionAnswer = z.infer<typeof sessionAnswerSchema>

// rater: items

export const clipViewSchema = z.strictObject({
  /** Below `mediaPath`; an MP4 with H.264. */
  url: z.string(),
  widthPixels: z.int().positive(),
  heightPixels: z.int().positive(),
  frameCount: z.int().positive(),
  framesPerSecond: z.number().positive(),
  durationSeconds: z.number().positive(),
})
export type ClipView = z.infer<typeof clipViewSchema>

const itemViewBase = {
  id: opaqueIdSchema,
  practice: z.boolean(),
  /** From 1, in the rater's own order; practice is counted by itself. */
  number: z.int().positive(),
  prompt: z.string(),
  /** A vote with less `watchedSeconds` is refused. Never more than the longest clip of the item. */
  minimumWatchSeconds: z.number().nonnegative(),
}

/** An item as its rater may see it. */
export const itemViewSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('pairwise'),
    ...itemViewBase,
    aspects: z.array(z.enum(aspects)),
    first: clipViewSchema,
    second: clipViewSchema,
  }),
  z.strictObject({
    kind: z.literal('dimensions'),
    ...itemViewBase,
    dimensions: z.array(z.enum(dimensionIds)),
    first: clipViewSchema,
    second: clipViewSchema,
  }),
  z.strictObject({
    kind: z.literal('rating'),
    ...itemViewBase,
    aspects: z.array(z.enum(aspects)),
    clip: clipViewSchema,
  }),
])
export type ItemView = z.infer<typeof itemViewSchema>

/** The first item is the one to show, the others are there to be preloaded. Empty: nothing is left (or paused). */
export const itemsAnswerSchema = z.strictObject({
  items: z.array(itemViewSchema),
  progress: progressSchema,
  completion: completionSchema.nullable(),
})
export type ItemsAnswer = z.infer<typeof itemsAnswerSchema>

export const troubleRequestSchema = z.strictObject({
  itemId: opaqueIdSchema,
  trouble: z.enum(troubleKinds),
  detail: z.string().max(500),
})
export type TroubleRequest = z.infer<typeof troubleRequestSchema>

// rater: votes

const [answerSchema, undoSchema] = voteSchema.options
const fromServer = { studyId: true, raterId: true } as const

/** A vote as the page keeps and sends it: the records' vote with the page's own id of the item. */
export const voteSubmissionSchema = z.discriminatedUnion('kind', [
  answerSchema.omit(fromServer).extend({ itemId: opaqueIdSchema }),
  undoSchema.omit(fromServer).extend({ itemId: opaqueIdSchema }),
])
export type VoteSubmission = z.infer<typeof voteSubmissionSchema>

export const votesRequestSchema = z.strictObject({
  /** By the rater's clock, when the request left. The owner sees how far it is off. */
  sentAtMilliseconds: z.int().nonnegative(),
  /** Each is judged by itself, so that one bad vote holds up no others. Oldest first. */
  votes: z.array(z.unknown()).min(1).max(votesPerRequest),
})
export interface VotesRequest {
  readonly sentAtMilliseconds: number
  readonly votes: readonly VoteSubmission[]
}

/**
 * `saved` and `known` (delivered before) are durable: the outbox may forget the vote. `refused` will not change by
 * sending it again, except for `paused`: the outbox keeps it then.
 */
export const voteOutcomeSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('saved'), key: z.string() }),
  z.strictObject({ status: z.literal('known'), key: z.string() }),
  z.strictObject({
    status: z.literal('refused'),
    /** Null where the vote has no readable key. */
    key: z.string().nullable(),
    ...errorAnswerSchema.shape,
  }),
])
export type VoteOutcome = z.infer<typeof voteOutcomeSchema>

/** Any other status than 200 means that nothing of the request was saved: the outbox keeps all of it. */
export const votesAnswerSchema = itemsAnswerSchema.extend({
  /** In the order of the request. */
  outcomes: z.array(voteOutcomeSchema),
})
export type VotesAnswer = z.infer<typeof votesAnswerSchema>

// owner

const shareSchema = z.strictObject({ right: countSchema, asked: countSchema })

export const raterOverviewSchema = z.strictObject({
  id: z.string(),
  label: z.string(),
  origin: z.enum(raterOrigins),
  slot: countSchema,
  state: z.enum(['active', 'paused', 'excluded', 'revoked']),
  /** Of the state; null while active. */
  reason: z.string().nullable(),
  released: z.boolean(),
  progress: progressSchema,
  /** Null before the first vote. */
  lastVoteAtMilliseconds: z.int().nullable(),
  medianDecisionSeconds: z.number().nullable(),
  /** Aspects of gold pairs answered against the degraded copy. */
  gold: shareSchema,
  /** Aspects of repeats answered as the first time. */
  repeats: shareSchema,
  /** How far the rater's clock is ahead of the server's, as last seen since the server started. */
  clockAheadSeconds: z.number().nullable(),
})
export type RaterOverview = z.infer<typeof raterOverviewSchema>

export const overviewAnswerSchema = z.strictObject({
  studyId: z.string(),
  form: formSchema,
  models: z.array(z.string()),
  /** Places for raters, taken or not. */
  places: countSchema,
  placesFree: countSchema,
  revealed: z.boolean(),
  /** Plain items with a standing answer, of those planned; excluded raters are left out. */
  answered: countSchema,
  planned: countSchema,
  /** The same for each pair of models; in a rating each model with itself. */
  pairs: z.array(
    z.strictObject({ a: z.string(), b: z.string(), answered: countSchema, planned: countSchema }),
  ),
  /** By question. `alpha` is Krippendorff's; null with the reason while it is not defined. */
  agreement: z.array(
    z.strictObject({
      question: z.string(),
      alpha: z.number().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  raters: z.array(raterOverviewSchema),
  /** Clips that are gone or were changed; items with them are set aside until they are back. */
  missingClips: z.array(z.string()),
  /** What raters' browsers could not show. */
  troubles: z.array(
    z.strictObject({
      rater: z.string(),
      item: z.string(),
      trouble: z.enum(troubleKinds),
      detail: z.string(),
    }),
  ),
  /** Whether `/join` and `/prolific` take new raters. */
  open: z.boolean(),
  prolific: z.boolean(),
})
export type OverviewAnswer = z.infer<typeof overviewAnswerSchema>

export const addRaterRequestSchema = z.strictObject({ label: z.string().trim().min(1).max(80) })
export type AddRaterRequest = z.infer<typeof addRaterRequestSchema>

/** The link is shown this once. */
export const linkAnswerSchema = z.strictObject({ raterId: z.string(), label: z.string(), link: z.string() })
export type LinkAnswer = z.infer<typeof linkAnswerSchema>

export const linkRequestSchema = z.strictObject({ raterId: z.string().max(200) })
export type LinkRequest = z.infer<typeof linkRequestSchema>

export const raterStateRequestSchema = z.strictObject({
  raterId: z.string().max(200),
  state: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('active') }),
    z.strictObject({
      kind: z.enum(['paused', 'excluded', 'revoked']),
      reason: z.string().trim().min(1).max(500),
    }),
  ]),
})
export type RaterStateRequest = z.infer<typeof raterStateRequestSchema>

/** Plain counts, for watching a study; `bench report` has intervals, ranks and everything else. */
export const resultsAnswerSchema = z.strictObject({
  revealedAtMilliseconds: z.int(),
  /** By question and pair of models (a before b in the study's list); excluded raters are left out. */
  comparisons: z.array(
    z.strictObject({
      question: z.string(),
      a: z.string(),
      b: z.string(),
      aWins: countSchema,
      bWins: countSchema,
      ties: countSchema,
      bothBad: countSchema,
      cantJudge: countSchema,
    }),
  ),
  /** By question and model, of a rating. */
  ratings: z.array(
    z.strictObject({
      question: z.string(),
      model: z.string(),
      /** How often 1, 2, 3, 4 and 5 were given. */
      counts: z.array(countSchema).length(5),
      cantJudge: countSchema,
    }),
  ),
})
export type ResultsAnswer = z.infer<typeof resultsAnswerSchema>
