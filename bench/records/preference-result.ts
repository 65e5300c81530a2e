import { z } from 'zod'
import { dimensionIds } from './dimension.ts'
import { manifestSchema } from './manifest.ts'
import { gateResultSchema, intervalSchema } from './run-result.ts'
import { formSchema, raterOrigins } from './vote.ts'

const count = z.int().nonnegative()

/** A number with its interval. Where either is missing, `reason` says why; it may also qualify both. */
export const estimateSchema = z.strictObject({
  value: z.number().nullable(),
  interval: intervalSchema.nullable(),
  reason: z.string().nullable(),
})
export type Estimate = z.infer<typeof estimateSchema>

/** How many more votes would settle a comparison; 0 when it is settled, null where none can be said. */
export const neededSchema = z.strictObject({ more: count.nullable(), reason: z.string().nullable() })

/** Answers to one question of two clips, counted. Judged = all but "can't judge". */
export const answerCountsSchema = z.strictObject({
  /** For the clip of `a`, or the clip shown first. */
  a: count,
  b: count,
  tie: count,
  bothBad: count,
  cantJudge: count,
})
export type AnswerCounts = z.infer<typeof answerCountsSchema>

export const pairResultSchema = z.strictObject({
  a: z.string(),
  b: z.string(),
  counts: answerCountsSchema,
  judged: count,
  /** Shares of the judged votes, 0 … 1. */
  aWins: estimateSchema,
  bWins: estimateSchema,
  /** Ties and "both bad". */
  neither: estimateSchema,
  /** (wins of a + half of neither) / judged: 0.5 when people prefer neither. */
  score: estimateSchema,
  /** Strength of a minus strength of b, log-odds, from the fit of all votes. */
  difference: estimateSchema,
  needed: neededSchema,
})
export type PairResult = z.infer<typeof pairResultSchema>

const rankRangeSchema = z.strictObject({ best: z.int().positive(), worst: z.int().positive() })

export const strengthSchema = z.strictObject({
  model: z.string(),
  /** Natural logarithm of worth, mean 0 over the models. */
  strength: estimateSchema,
  /** By lower bound; null without intervals. */
  rank: z.int().positive().nullable(),
  /** The ranks that the differences' intervals leave open. */
  rankRange: rankRangeSchema.nullable(),
})

export const agreementSchema = z.strictObject({
  /** Krippendorff's. */
  alpha: estimateSchema,
  level: z.enum(['nominal', 'ordinal']),
  /** Share of pairs of votes on one thing that are equal. */
  equal: z.number().nullable(),
  /** Things that were judged twice or more. */
  units: count,
})
export type Agreement = z.infer<typeof agreementSchema>

export const comparisonAnalysisSchema = z.strictObject({
  kind: z.literal('comparison'),
  raters: count,
  /** Votes on plain items, "can't judge" among them. */
  votes: count,
  /** By the side that was shown. */
  sides: answerCountsSchema,
  pairs: z.array(pairResultSchema),
  models: z.array(strengthSchema),
  /** Davidson's tie parameter: log-odds of a tie against a win between equals. */
  tie: estimateSchema,
  /** Log-odds that the clip shown first beats an equal one. */
  sideBias: estimateSchema,
  /** Some models never lost, or never won, against the others: their strengths rest on the penalty. */
  separated: z.boolean(),
  agreement: agreementSchema,
})
export type ComparisonAnalysis = z.infer<typeof comparisonAnalysisSchema>

export const ratedModelSchema = z.strictObject({
  model: z.string(),
  /** How often 1, 2, 3, 4 and 5 were given. */
  counts: z.array(count).length(5),
  cantJudge: count,
  mean: estimateSchema,
  rank: z.int().positive().nullable(),
  rankRange: rankRangeSchema.nullable(),
})

export const ratedDifferenceSchema = z.strictObject({
  a: z.string(),
  b: z.string(),
  /** Mean of a minus mean of b. */
  difference: estimateSchema,
  votes: count,
  needed: neededSchema,
})

export const ratingAnalysisSchema = z.strictObject({
  kind: z.literal('rating'),
  raters: count,
  votes: count,
  models: z.array(ratedModelSchema),
  differences: z.array(ratedDifferenceSchema),
  agreement: agreementSchema,
})
export type RatingAnalysis = z.infer<typeof ratingAnalysisSchema>

export const analysisSchema = z.discriminatedUnion('kind', [comparisonAnalysisSchema, ratingAnalysisSchema])
export type Analysis = z.infer<typeof analysisSchema>

/** How well a machine's score follows the answers to a question, over pairs of clips. */
export const calibrationSchema = z.strictObject({
  dimension: z.enum(dimensionIds),
  /** Pairs of clips that have both. */
  pairs: count,
  spearman: estimateSchema,
  kendall: estimateSchema,
  /** Share of the pairs with a preference where the score prefers the same clip. */
  signAccuracy: estimateSchema,
})
export type Calibration = z.infer<typeof calibrationSchema>

const shownClipSchema = z.strictObject({ model: z.string(), path: z.string() })

/** A pair that people disagree on. */
export const disputedSchema = z.strictObject({
  promptId: z.string(),
  prompt: z.string(),
  a: shownClipSchema,
  b: shownClipSchema,
  counts: answerCountsSchema,
  comments: z.array(z.string()),
})
export type Disputed = z.infer<typeof disputedSchema>

export const questionResultSchema = z.strictObject({
  /** An aspect or a dimension. */
  id: z.string(),
  title: z.string(),
  /** Without excluded raters. */
  kept: analysisSchema,
  /** With all raters; null when none is excluded. */
  all: analysisSchema.nullable(),
  calibration: z.array(calibrationSchema),
  disputed: z.array(disputedSchema),
})
export type QuestionResult = z.infer<typeof questionResultSchema>

export const checkedSchema = z.strictObject({ passed: count, asked: count, share: estimateSchema })

export const raterResultSchema = z.strictObject({
  label: z.string(),
  origin: z.enum(raterOrigins),
  state: z.enum(['active', 'paused', 'excluded', 'revoked']),
  /** Whether the votes are left out of `kept`, and why. */
  excluded: z.boolean(),
  reason: z.string().nullable(),
  /** Items with a standing answer, practice apart, of those that are the rater's. */
  answered: count,
  assigned: count,
  medianDecisionSeconds: z.number().nullable(),
  medianWatchedSeconds: z.number().nullable(),
  gold: checkedSchema,
  selfConsistency: checkedSchema,
  /** Of the votes that choose a side, the share that chooses the one shown first; null in ratings. */
  firstShare: estimateSchema.nullable(),
  cantJudge: count,
  comments: count,
})
export type RaterResult = z.infer<typeof raterResultSchema>

/**
 * What a study of human preference found, and the only input of its report. `questions` and `gates` are empty until the
 * owner reveals the results.
 */
export const preferenceResultSchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('preference'),
  runId: z.string(),
  createdAt: z.iso.datetime(),
  status: z.enum(['complete', 'incomplete']),
  /** ISO date; null while the results are hidden. */
  revealedAt: z.iso.datetime().nullable(),
  study: z.strictObject({
    id: z.string(),
    form: formSchema,
    models: z.array(z.string()),
    prompts: count,
    raters: count,
    ratersPerItem: count,
    goldRate: z.number(),
    repeatRate: z.number(),
    excludeBelowGold: z.number().nullable(),
    seed: count,
  }),
  evaluator: z.strictObject({ id: z.string(), version: z.int(), citation: z.string() }),
  /** Plain items with an answer that counts, of those planned. */
  progress: z.strictObject({ answered: count, planned: count }),
  votes: z.strictObject({
    /** Rows in the store. */
    received: count,
    /** Answers that stand, of excluded raters among them. */
    standing: count,
    /** Taken back, or replaced by a later answer. */
    replaced: count,
    comments: count,
  }),
  raters: z.array(raterResultSchema),
  questions: z.array(questionResultSchema),
  gates: z.array(gateResultSchema),
  manifest: manifestSchema,
})
export type PreferenceResult = z.infer<typeof preferenceResultSchema>
