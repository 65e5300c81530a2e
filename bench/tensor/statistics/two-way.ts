import { type Random, seededRandom } from '../random.ts'
import type { BootstrapOptions } from './bootstrap.ts'
import { studentQuantile } from './distributions.ts'
import type { IntervalOutcome } from './interval.ts'

/** Votes laid out for resampling: vote v was cast by rater raters[v] on prompt prompts[v] and counts in cell cells[v]. */
export interface CrossedVotes {
  readonly raters: Int32Array
  readonly prompts: Int32Array
  /** 0 … cellCount − 1: what was compared and how it ended. */
  readonly cells: Int32Array
  readonly cellCount: number
}

/** A statistic with its standard error and interval, or null with the reason. */
export type TwoWayOutcome = IntervalOutcome & {
  readonly estimate: number
  readonly standardError: number | null
}

/** Draws in a row that may leave a statistic undefined before the bootstrap gives up. */
const undefinedDrawLimit = 1000

/**
 * Intervals of statistics of votes that share raters and share prompts. Neither way of clustering contains the other,
 * so three cluster bootstraps are run (raters, prompts, and rater with prompt), and their variances combined as
 * V(raters) + V(prompts) − V(rater and prompt) (Cameron, Gelbach and Miller, "Robust inference with multiway
 * clustering", Journal of Business & Economic Statistics 29(2), 2011). With few clusters the difference can come out
 * near 0 or below, so it is kept at or above the smallest of the three. Resampling both ways at once, with product
 * weights, would count the noise of single votes three times (Owen, "The pigeonhole bootstrap", Annals of Applied
 * Statistics 1(2), 2007).
 *
 * Each variance is multiplied by n/(n − 1) for its n clusters; the interval is estimate ± t · standard error with
 * min(raters, prompts) − 1 degrees of freedom, as those authors recommend.
 *
 * @param statistics weight of every cell → the statistics; a non-finite one makes a draw be repeated
 * @returns one outcome a statistic
 */
export function twoWayIntervals(
  votes: CrossedVotes,
  statistics: (cellWeights: Float64Array) => readonly number[],
  options: BootstrapOptions,
): readonly TwoWayOutcome[] {
  const estimates = statistics(cellSums(votes))
  const clusterings = [compact(votes.raters), compact(votes.prompts), compact(bothOf(votes))] as const
  const fewest = Math.min(clusterings[0].count, clusterings[1].count)
  const variances =
    fewest < 2 ? null : clusterings.map((by, index) => variancesBy(votes, by, statistics, options, index))
  return estimates.map((estimate, index) => {
    if (variances === null) {
      return missing(estimate, 'one rater or one prompt alone says nothing about the spread between them')
    }
    const [raters, prompts, both] = variances.map((found) => found?.[index])
    if (raters === undefined || prompts === undefined || both === undefined || !Number.isFinite(estimate)) {
      return missing(estimate, 'the votes are so few that resampling leaves the statistic undefined')
    }
    const standardError = Math.sqrt(Math.max(raters + prompts - both, Math.min(raters, prompts, both)))
    const reach = studentQuantile((1 + options.level) / 2, fewest - 1) * standardError
    return {
      estimate,
      standardError,
      interval: { low: estimate - reach, high: estimate + reach, level: options.level },
      reason: null,
    }
  })
}

const missing = (estimate: number, reason: string): TwoWayOutcome => ({
  estimate,
  standardError: null,
  interval: null,
  reason,
})

interface Clustering {
  readonly of: Int32Array
  readonly count: number
}

/** Cluster numbers 0 … count − 1 in the labels' order, so that the order of the votes does not matter. */
function compact(labels: Int32Array | Float64Array): Clustering {
  const distinct = [...new Set(labels)].sort((a, b) => a - b)
  const numbers = new Map(distinct.map((label, number) => [label, number]))
  return { of: Int32Array.from(labels, (label) => numbers.get(label)!), count: numbers.size }
}

function bothOf({ raters, prompts }: CrossedVotes): Float64Array {
  const width = prompts.reduce((most, prompt) => Math.max(most, prompt), 0) + 1
  return Float64Array.from(raters, (rater, vote) => rater * width + prompts[vote]!)
}

function cellSums({ cells, cellCount }: CrossedVotes): Float64Array {
  const sums = new Float64Array(cellCount)
  for (const cell of cells) sums[cell]!++
  return sums
}

/** Bootstrap variance of each statistic with whole clusters drawn; null when draws leave it undefined. */
function variancesBy(
  votes: CrossedVotes,
  clustering: Clustering,
  statistics: (cellWeights: Float64Array) => readonly number[],
  { resamples, seed }: BootstrapOptions,
  index: number,
): readonly number[] | null {
  if (resamples < 2) throw new RangeError(`resamples: found ${resamples}, expected at least 2`)
  const random = seededRandom('two-way bootstrap', index, ...seed)
  const draws: (readonly number[])[] = []
  for (let undefinedDraws = 0; draws.length < resamples; ) {
    const values = statistics(drawn(votes, clustering, random))
    if (values.every(Number.isFinite)) {
      draws.push(values)
      undefinedDraws = 0
    } else if (++undefinedDraws > undefinedDrawLimit) return null
  }
  const correction = clustering.count / (clustering.count - 1)
  return draws[0]!.map((_, statistic) => correction * variance(draws.map((values) => values[statistic]!)))
}

function drawn({ cells, cellCount }: CrossedVotes, { of, count }: Clustering, random: Random): Float64Array {
  const times = new Float64Array(count)
  for (let draw = 0; draw < count; draw++) times[random.integer(count)]!++
  const sums = new Float64Array(cellCount)
  for (let vote = 0; vote < cells.length; vote++) sums[cells[vote]!]! += times[of[vote]!]!
  return sums
}

function variance(values: readonly number[]): number {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}
