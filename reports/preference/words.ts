import type { Estimate, PreferenceResult } from '../../bench/records/preference-result.ts'
import { formatLevel, missing } from '../format.ts'

/** A share as a percentage without decimals: studies of people do not hold more. */
export const percent = (value: number | null) => (value === null ? missing : `${(value * 100).toFixed(0)} %`)

/** Two decimals with a real minus sign. */
export const decimal = (value: number | null) =>
  value === null ? missing : value.toFixed(2).replace('-', '−')

/** `48 % (41 to 55)`; the missing sign without a value. */
export function percentEstimate({ value, interval }: Estimate): string {
  if (value === null) return missing
  if (interval === null) return percent(value)
  return `${percent(value)} (${(interval.low * 100).toFixed(0)} to ${(interval.high * 100).toFixed(0)})`
}

/** `0.48 (0.21 to 0.75)`. */
export function decimalEstimate({ value, interval }: Estimate): string {
  if (value === null) return missing
  return interval === null
    ? decimal(value)
    : `${decimal(value)} (${decimal(interval.low)} to ${decimal(interval.high)})`
}

/** `1`, or `1 to 3` where the intervals leave more open. */
export function rankText({
  rank,
  rankRange,
}: {
  readonly rank: number | null
  readonly rankRange: { readonly best: number; readonly worst: number } | null
}): string {
  if (rank === null || rankRange === null) return missing
  return rankRange.best === rankRange.worst ? `${rank}` : `${rank} (${rankRange.best} to ${rankRange.worst})`
}

/** How many more votes would settle it. */
export function neededText({
  more,
  reason,
}: {
  readonly more: number | null
  readonly reason: string | null
}) {
  if (more === 0) return 'settled'
  return more === null ? (reason ?? missing) : `about ${more} more`
}

/** Level of the first interval of a result, in words; null where there is none. */
export function levelText({ questions }: PreferenceResult): string | null {
  for (const { kept } of questions) {
    const estimates =
      kept.kind === 'rating' ? kept.models.map(({ mean }) => mean) : kept.pairs.map(({ score }) => score)
    for (const { interval } of estimates) if (interval !== null) return formatLevel(interval)
  }
  return null
}

/** What the study asked, in a few words. */
export function formText({ form }: PreferenceResult['study']): string {
  if (form.kind === 'rating') return 'ratings from 1 to 5'
  return form.kind === 'pairwise' ? 'pairwise comparison' : 'questions about dimensions'
}

/** `Visual quality` of an aspect's or a dimension's id where no title is at hand. */
export const titleOf = (id: string) => `${id.slice(0, 1).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}`

/** Agreement in words: Krippendorff, "Content Analysis", 4th edition, 2019, section 12.4.3. */
export function alphaText(alpha: number): string {
  if (alpha >= 0.8) return 'reliable'
  return alpha >= 0.667 ? 'enough for tentative conclusions' : 'below what tentative conclusions need'
}
