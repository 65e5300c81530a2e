import type { Interval } from '../../records/run-result.ts'
import { normalQuantile } from './normal-quantile.ts'

export type VotesNeeded =
  | { readonly more: number; readonly reason: null }
  | { readonly more: null; readonly reason: string }

/**
 * How many more votes would settle a difference, i.e. bring its interval clear of 0: with w the interval's half-width,
 * n · ((w + z_power · se) / |estimate|)² in all, if the true difference is the one seen and both shrink as 1/√n (sample
 * size for a mean: Cochran, "Sampling Techniques", 3rd edition, 1977, chapter 4, with the power term of Chow, Shao and
 * Wang, "Sample Size Calculations in Clinical Research", 2nd edition, 2008, chapter 3). They shrink so only when raters
 * and prompts grow along with the votes.
 *
 * @param interval symmetric around the estimate
 * @param votes behind the estimate
 * @param power probability that the interval will then exclude 0; 0.8 unless given
 * @returns 0 when the interval excludes 0 already; null where no number can be given
 */
export function votesNeeded({
  estimate,
  standardError,
  interval,
  votes,
  power = 0.8,
}: {
  readonly estimate: number
  readonly standardError: number | null
  readonly interval: Interval | null
  readonly votes: number
  readonly power?: number
}): VotesNeeded {
  if (standardError === null || interval === null) {
    return { more: null, reason: 'the spread between votes is not known' }
  }
  if (votes === 0) return { more: null, reason: 'this pair has no votes yet' }
  if (interval.low > 0 || interval.high < 0) return { more: 0, reason: null }
  if (estimate === 0) return { more: null, reason: 'no difference was seen' }
  const halfWidth = (interval.high - interval.low) / 2
  const ratio = (halfWidth + normalQuantile(power) * standardError) / Math.abs(estimate)
  return { more: Math.max(1, Math.ceil(votes * (ratio * ratio - 1))), reason: null }
}
