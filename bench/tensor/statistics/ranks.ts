import type { Interval } from '../../records/run-result.ts'

/** Rank of each by its lower bound, 1 for the highest; equal bounds share the better rank. */
export function rankByLowerBound(intervals: readonly Interval[]): readonly number[] {
  return intervals.map(({ low }) => 1 + intervals.filter((other) => other.low > low).length)
}

/**
 * The ranks that pairwise differences a − b leave open: below all that are surely stronger, above all that are surely
 * weaker (an interval that excludes 0). A pair without an interval settles nothing.
 */
export function rankRanges(
  models: number,
  differences: readonly { readonly a: number; readonly b: number; readonly interval: Interval | null }[],
): readonly { readonly best: number; readonly worst: number }[] {
  const stronger = new Int32Array(models)
  const weaker = new Int32Array(models)
  for (const { a, b, interval } of differences) {
    if (interval === null || (interval.low <= 0 && interval.high >= 0)) continue
    const [winner, loser] = interval.low > 0 ? [a, b] : [b, a]
    stronger[loser]!++
    weaker[winner]!++
  }
  return Array.from({ length: models }, (_, model) => ({
    best: 1 + stronger[model]!,
    worst: models - weaker[model]!,
  }))
}
