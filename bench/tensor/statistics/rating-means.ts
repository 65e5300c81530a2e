import type { BootstrapOptions } from './bootstrap.ts'
import { rankByLowerBound, rankRanges } from './ranks.ts'
import { type TwoWayOutcome, twoWayIntervals } from './two-way.ts'
import { type VotesNeeded, votesNeeded } from './votes-needed.ts'

/** One rating of one clip: models, raters and prompts are numbered from 0. */
export interface RatingVote {
  readonly model: number
  /** 1 … `scale`. */
  readonly rating: number
  readonly rater: number
  readonly prompt: number
}

export interface RatingMeans {
  /** By model; null where nobody rated it. */
  readonly means: readonly (TwoWayOutcome | null)[]
  /** Every pair a < b of models that were rated: mean of a minus mean of b. */
  readonly differences: readonly {
    readonly a: number
    readonly b: number
    readonly difference: TwoWayOutcome
    /** Ratings of both. */
    readonly votes: number
    readonly needed: VotesNeeded
  }[]
  /** By model, 1 for the highest lower bound among those that were rated; null without intervals. */
  readonly ranks: readonly (number | null)[]
  readonly rankRanges: readonly { readonly best: number; readonly worst: number }[]
}

/**
 * Mean ratings and their differences, with intervals clustered on raters and prompts (`twoWayIntervals`). Ratings are
 * taken as numbers with equal steps, as the mean opinion score does (ITU-T P.910, 2023, section 7).
 */
export function ratingMeans(
  votes: readonly RatingVote[],
  models: number,
  scale: number,
  options: BootstrapOptions,
): RatingMeans {
  const rated = numbers(models).filter((model) => votes.some((vote) => vote.model === model))
  const pairs = rated.flatMap((a) => rated.filter((b) => b > a).map((b) => [a, b] as const))
  const outcomes =
    rated.length === 0
      ? []
      : twoWayIntervals(
          {
            raters: Int32Array.from(votes, ({ rater }) => rater),
            prompts: Int32Array.from(votes, ({ prompt }) => prompt),
            cells: Int32Array.from(votes, ({ model, rating }) => model * scale + rating - 1),
            cellCount: models * scale,
          },
          (weights) => {
            const means = numbers(models).map((model) => meanOf(weights, model, scale))
            return [...rated.map((model) => means[model]!), ...pairs.map(([a, b]) => means[a]! - means[b]!)]
          },
          options,
        )
  const differences = pairs.map(([a, b], index) => {
    const difference = outcomes[rated.length + index]!
    const own = votes.filter(({ model }) => model === a || model === b).length
    return { a, b, difference, votes: own, needed: votesNeeded({ ...difference, votes: own }) }
  })
  const means = numbers(models).map((model) => outcomes[rated.indexOf(model)] ?? null)
  return {
    means: means.map((outcome) => outcome && withinScale(outcome, scale)),
    differences,
    ranks: ranksOf(rated, outcomes, models),
    rankRanges: rankRanges(
      models,
      differences.map(({ a, b, difference }) => ({ a, b, interval: difference.interval })),
    ),
  }
}

/** A mean lies on the scale, so its interval is cut there; that loses no coverage. */
function withinScale(outcome: TwoWayOutcome, scale: number): TwoWayOutcome {
  const { interval } = outcome
  if (interval === null) return outcome
  const { low, high, level } = interval
  return { ...outcome, interval: { low: Math.max(low, 1), high: Math.min(high, scale), level }, reason: null }
}

function meanOf(weights: Float64Array, model: number, scale: number): number {
  let sum = 0
  let total = 0
  for (let rating = 1; rating <= scale; rating++) {
    const weight = weights[model * scale + rating - 1]!
    sum += weight * rating
    total += weight
  }
  return total > 0 ? sum / total : Number.NaN
}

function ranksOf(
  rated: readonly number[],
  outcomes: readonly TwoWayOutcome[],
  models: number,
): (number | null)[] {
  const intervals = rated.flatMap((_, index) => outcomes[index]?.interval ?? [])
  const ranks = intervals.length === rated.length ? rankByLowerBound(intervals) : []
  return numbers(models).map((model) => ranks[rated.indexOf(model)] ?? null)
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
