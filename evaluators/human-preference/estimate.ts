import type { Estimate } from '../../bench/records/preference-result.ts'
import type { IntervalOutcome, TwoWayOutcome } from '../../bench/tensor/statistics.ts'

/** A statistic with its two-way interval, for the record. */
export function estimateOf({ estimate, interval, reason }: TwoWayOutcome): Estimate {
  return { value: Number.isFinite(estimate) ? estimate : null, interval, reason }
}

/** A coefficient with its bootstrap interval, for the record. */
export function coefficientOf({
  value,
  interval,
  reason,
}: IntervalOutcome & { readonly value: number | null }): Estimate {
  return { value, interval, reason }
}

/** Nothing can be said. */
export const noEstimate = (reason: string): Estimate => ({ value: null, interval: null, reason })
