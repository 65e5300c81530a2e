import type { SideAnswer } from '../../records/vote.ts'
import type { BootstrapOptions } from './bootstrap.ts'
import {
  type ComparisonOutcome,
  comparisonOutcomes,
  countIndex,
  type DavidsonFit,
  fitDavidson,
  maximise,
} from './davidson.ts'
import { rankByLowerBound, rankRanges } from './ranks.ts'
import { type TwoWayOutcome, twoWayIntervals } from './two-way.ts'
import { type VotesNeeded, votesNeeded } from './votes-needed.ts'

/** One judgement of one aspect: models, raters and prompts are numbered from 0. */
export interface PairedVote {
  readonly first: number
  readonly second: number
  readonly outcome: ComparisonOutcome
  readonly rater: number
  readonly prompt: number
}

/**
 * How an answer enters the model: "both bad" prefers neither, as a tie does; "can't judge" compares nothing and is null.
 * `tallyPreferences` keeps the two apart and counts both.
 */
export function comparisonOutcomeOf(answer: SideAnswer): ComparisonOutcome | null {
  if (answer === 'cant-judge') return null
  return answer === 'both-bad' ? 'tie' : answer
}

/** Strength of `a` minus strength of `b` (log-odds), and what would settle it. */
export interface StrengthDifference {
  readonly a: number
  readonly b: number
  readonly difference: TwoWayOutcome
  /** Votes on this pair alone. */
  readonly votes: number
  readonly needed: VotesNeeded
}

export interface PairedComparison {
  readonly fit: DavidsonFit
  /** By model. */
  readonly strengths: readonly TwoWayOutcome[]
  readonly tie: TwoWayOutcome
  readonly sideBias: TwoWayOutcome
  /** Every pair a < b. */
  readonly differences: readonly StrengthDifference[]
  /** By model, 1 for the highest lower bound; null without intervals. */
  readonly ranks: readonly number[] | null
  /** By model, the best and worst rank that the differences' intervals leave open. */
  readonly rankRanges: readonly { readonly best: number; readonly worst: number }[]
}

export type PairedComparisonOutcome =
  | { readonly comparison: PairedComparison; readonly reason: null }
  | { readonly comparison: null; readonly reason: string }

/**
 * Davidson's model of all votes on one aspect, with intervals clustered on raters and prompts (`twoWayIntervals`).
 * Where `fit.separated`, some strength rests on the penalty, and resampled votes can't show how far it might lie: the
 * intervals are then too narrow and the flag belongs beside them. A difference's `needed` votes suppose that the whole
 * study grows, all pairs alike.
 */
export function comparePairs(
  votes: readonly PairedVote[],
  models: number,
  options: BootstrapOptions,
): PairedComparisonOutcome {
  const cells = Int32Array.from(votes, ({ first, second, outcome }) =>
    countIndex(models, first, second, outcome),
  )
  const counts = new Float64Array(models * models * comparisonOutcomes.length)
  for (const cell of cells) counts[cell]!++
  const { fit, reason } = fitDavidson(counts, models)
  if (fit === null) return { comparison: null, reason }
  const pairs = pairsOf(models)
  const outcomes = twoWayIntervals(
    {
      raters: Int32Array.from(votes, ({ rater }) => rater),
      prompts: Int32Array.from(votes, ({ prompt }) => prompt),
      cells,
      cellCount: counts.length,
    },
    (weights) => parametersOf(maximise(weights, models, { start: fit }), pairs),
    options,
  )
  return { comparison: assemble(fit, outcomes, pairs, counts), reason: null }
}

type Pair = readonly [number, number]

const pairsOf = (models: number): Pair[] =>
  Array.from({ length: models }, (_, a) => a).flatMap((a) =>
    Array.from({ length: models - a - 1 }, (_, gap): Pair => [a, a + 1 + gap]),
  )

/** Strengths, then tie, then side bias, then differences in the pairs' order. */
function parametersOf({ strengths, tie, sideBias }: DavidsonFit, pairs: readonly Pair[]): number[] {
  return [...strengths, tie, sideBias, ...pairs.map(([a, b]) => strengths[a]! - strengths[b]!)]
}

function assemble(
  fit: DavidsonFit,
  outcomes: readonly TwoWayOutcome[],
  pairs: readonly Pair[],
  counts: Float64Array,
): PairedComparison {
  const models = fit.strengths.length
  const strengths = outcomes.slice(0, models)
  const differences = pairs.map(([a, b], index) => {
    const difference = outcomes[models + 2 + index]!
    const votes = votesOn(counts, models, a, b)
    return { a, b, difference, votes, needed: votesNeeded({ ...difference, votes }) }
  })
  const intervals = strengths.flatMap(({ interval }) => (interval === null ? [] : [interval]))
  return {
    fit,
    strengths,
    tie: outcomes[models]!,
    sideBias: outcomes[models + 1]!,
    differences,
    ranks: intervals.length === models ? rankByLowerBound(intervals) : null,
    rankRanges: rankRanges(
      models,
      differences.map(({ a, b, difference }) => ({ a, b, interval: difference.interval })),
    ),
  }
}

function votesOn(counts: Float64Array, models: number, a: number, b: number): number {
  const of = (first: number, second: number) =>
    comparisonOutcomes.reduce((sum, outcome) => sum + counts[countIndex(models, first, second, outcome)]!, 0)
  return of(a, b) + of(b, a)
}
