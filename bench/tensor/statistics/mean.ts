/**
 * Σ weight · value / Σ weight; null when there is nothing to average. Values and weights have the same length;
 * weights are not negative.
 */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): number | null {
  if (values.length !== weights.length) {
    throw new RangeError(`weightedMean: found ${values.length} values and ${weights.length} weights`)
  }
  let weighted = 0
  let total = 0
  for (let i = 0; i < values.length; i++) {
    weighted += values[i]! * weights[i]!
    total += weights[i]!
  }
  return total > 0 ? weighted / total : null
}

/** Mean of plain values; null for none. */
export function mean(values: ArrayLike<number>): number | null {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return values.length > 0 ? sum / values.length : null
}
