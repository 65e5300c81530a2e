import type { Interval } from '../../records/run-result.ts'
import { normalCdf, studentQuantile } from './distributions.ts'

/** An interval, or null with the reason. */
export type IntervalOutcome =
  | { readonly interval: Interval; readonly reason: null }
  | { readonly interval: null; readonly reason: string }

/**
 * The expanded percentile interval: quantiles of the bootstrap replicates (Efron and Tibshirani, "An Introduction to
 * the Bootstrap", 1993, chapter 13), taken a little further out because the plain percentile interval is too narrow
 * for few clusters (Hesterberg, "What Teachers Should Know About the Bootstrap", The American Statistician 69(4),
 * 2015, arXiv 1411.5279). It stays inside the range of the data and needs no symmetry.
 *
 * @param replicates of the statistic, one a resample; sorted in place
 * @param level e.g. 0.95
 * @param clusters how many independent clusters were resampled, at least 2
 */
export function percentileInterval(replicates: Float64Array, level: number, clusters: number): Interval {
  if (!(level > 0 && level < 1)) throw new RangeError(`level: found ${level}, expected between 0 and 1`)
  if (clusters < 2) throw new RangeError(`clusters: found ${clusters}, expected at least 2`)
  if (replicates.length === 0) throw new RangeError('percentileInterval: found no replicates')
  replicates.sort()
  const tail = expandedTail((1 - level) / 2, clusters)
  return { low: quantile(replicates, tail), high: quantile(replicates, 1 - tail), level }
}

/**
 * The tail probability that gives a mean's percentile interval the width of Student's interval:
 * Φ(−t_{1 − tail, n − 1} · √(n / (n − 1))), the expanded percentiles of Hesterberg (2015).
 */
export function expandedTail(tail: number, clusters: number): number {
  const t = studentQuantile(1 - tail, clusters - 1)
  return normalCdf(-t * Math.sqrt(clusters / (clusters - 1)))
}

/** Linear between order statistics, the i-th of n standing for p = i / (n + 1) (Hyndman and Fan, 1996, type 6). */
export function quantile(sorted: Float64Array, p: number): number {
  const position = Math.min(Math.max(p * (sorted.length + 1) - 1, 0), sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (position - below)
}
