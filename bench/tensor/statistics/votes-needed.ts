import { normalQuantile } from './normal-quantile.ts'

export type VotesNeeded =
  | { readonly more: number; readonly reason: null }
  | { readonly more: null; readonly reason: string }

/**
 * How many more votes would settle a difference: n · ((z_{1−α/2} + z_power) · se / |estimate|)² in all, if the true
 * difference is the one seen and the standard error shrinks as 1/√n (sample size for a mean: Cochran, "Sampling
 * Techniques", 3rd edition, 1977, chapter 4, with the power term of Chow, Shao and Wang, "Sample Size Calculations in
 * Clinical Research", 2nd edition, 2008, chapter 3). The error shrinks so only when raters and prompts grow as well.
 *
 * @param votes behind the estimate
 * @param power probability that the interval will then exclude 0; 0.8 unless given
 * @returns 0 when the interval excludes 0 already; null where no number can be given
 */
export function votesNeeded({
  estimate,
  standardError,
  votes,
  level,
  power = 0.8,
}: {
  readonly estimate: number
  readonly standardError: number | null
  readonly interval?: { readonly low: number; readonly high: number } | null
  readonly votes: number
  readonly level: number
  readonly power?: number
}): VotesNeeded {
  if (standardError === null) return { more: null, reason: 'the spread between votes is not known' }
  if (votes === 0) return { more: null, reason: 'there are no votes yet' }
  if (estimate === 0) return { more: null, reason: 'no difference was seen' }
  const settled = normalQuantile((1 + level) / 2)
  if (Math.abs(estimate) > settled * standardError) return { more: 0, reason: null }
  const ratio = ((settled + normalQuantile(power)) * standardError) / Math.abs(estimate)
  return { more: Math.max(1, Math.ceil(votes * (ratio * ratio - 1))), reason: null }
}
