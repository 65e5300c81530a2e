import type { Interval } from '../../records/run-result.ts'
import { studentQuantile } from './distributions.ts'

/**
 * Interval of a share of votes that share raters and prompts: Wilson's form with the number of independent votes that
 * would have the same standard error, p(1 − p) / se², at most the number there is, and Student's quantile for few
 * clusters (Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts
 * estimated from survey data", Survey Methodology 24(2), 1998; Wilson's form for it: Franco, Little, Louis and Slud,
 * "Comparative study of confidence intervals for proportions in complex sample surveys", Journal of Survey Statistics
 * and Methodology 7(3), 2019). It stays inside 0 … 1. Where all votes are equal their spread is unknown, and each
 * counts as independent.
 *
 * @param standardError from `twoWayIntervals`; null without one
 * @param clusters the fewer of raters and prompts, at least 2
 * @returns null without votes or standard error
 */
export function clusteredShareInterval({
  share,
  standardError,
  votes,
  clusters,
  level,
}: {
  readonly share: number
  readonly standardError: number | null
  readonly votes: number
  readonly clusters: number
  readonly level: number
}): Interval | null {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share: found ${share}, expected 0 to 1`)
  if (votes === 0 || standardError === null || clusters < 2) return null
  const variance = share * (1 - share)
  const independent = standardError > 0 ? Math.min(votes, variance / standardError ** 2) : votes
  const effective = variance === 0 ? votes : independent
  const t = studentQuantile((1 + level) / 2, clusters - 1)
  const shrink = 1 + (t * t) / effective
  const middle = (share + (t * t) / (2 * effective)) / shrink
  const reach = (t / shrink) * Math.sqrt(variance / effective + (t * t) / (4 * effective * effective))
  return {
    low: share === 0 ? 0 : Math.max(0, middle - reach),
    high: share === 1 ? 1 : Math.min(1, middle + reach),
    level,
  }
}
