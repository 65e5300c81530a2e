/** How far apart two values are: all alike (nominal), by the values between them (ordinal), or by their distance (interval). */
export type MeasurementLevel = 'nominal' | 'ordinal' | 'interval'

export type AgreementOutcome =
  | { readonly value: number; readonly reason: null }
  | { readonly value: null; readonly reason: string }

/** The judgements of one unit by the raters who judged it, in any order; missing ones are left out. */
export type UnitJudgements = readonly number[]

/**
 * Krippendorff's alpha, 1 − observed / expected disagreement ("Computing Krippendorff's Alpha-Reliability", 2011;
 * "Content Analysis", 4th edition, 2019, chapter 12), from the coincidences of values within units: 1 for perfect
 * agreement, 0 for what chance gives, below 0 for systematic disagreement. Units with fewer than two judgements are
 * left out.
 */
export function krippendorffAlpha(
  units: readonly UnitJudgements[],
  level: MeasurementLevel,
): AgreementOutcome {
  const judged = units.filter((unit) => unit.length >= 2)
  if (judged.length === 0) return { value: null, reason: 'no unit was judged twice' }
  const values = [...new Set(judged.flat())].sort((a, b) => a - b)
  if (!values.every(Number.isFinite)) throw new RangeError('krippendorffAlpha: found a non-finite value')
  if (values.length === 1) return { value: null, reason: 'all judgements are equal, so chance explains them' }
  const counts = judged.map((unit) => values.map((value) => unit.filter((found) => found === value).length))
  const totals = values.map((_, c) => counts.reduce((sum, unit) => sum + unit[c]!, 0))
  const distances = squaredDistances(values, totals, level)
  const n = totals.reduce((sum, total) => sum + total, 0)
  const observed = counts.reduce((sum, unit) => sum + disagreement(unit, distances) / (size(unit) - 1), 0)
  const expected = disagreement(totals, distances) / (n - 1)
  return { value: 1 - observed / expected, reason: null }
}

/** Σ over pairs of different values of count · count · distance; each pair once. */
function disagreement(counts: readonly number[], distances: readonly (readonly number[])[]): number {
  let sum = 0
  for (const [c, count] of counts.entries()) {
    for (let k = c + 1; k < counts.length; k++) sum += count * counts[k]! * distances[c]![k]!
  }
  return sum
}

const size = (unit: readonly number[]) => unit.reduce((sum, count) => sum + count, 0)

/** δ² between the c-th and the k-th value (c < k), section D of "Computing Krippendorff's Alpha-Reliability". */
function squaredDistances(
  values: readonly number[],
  totals: readonly number[],
  level: MeasurementLevel,
): number[][] {
  const distance = {
    nominal: () => 1,
    ordinal: (c: number, k: number) =>
      totals.slice(c, k + 1).reduce((sum, total) => sum + total, 0) - (totals[c]! + totals[k]!) / 2,
    interval: (c: number, k: number) => values[k]! - values[c]!,
  }[level]
  return values.map((_, c) => values.map((_, k) => (k > c ? distance(c, k) ** 2 : 0)))
}

/** Share (0 … 1) of the pairs of judgements of one unit that are equal, over all pairs of all units. */
export function percentAgreement(units: readonly UnitJudgements[]): AgreementOutcome {
  let equal = 0
  let pairs = 0
  for (const unit of units) {
    pairs += (unit.length * (unit.length - 1)) / 2
    const counts = new Map<number, number>()
    for (const value of unit) counts.set(value, (counts.get(value) ?? 0) + 1)
    for (const count of counts.values()) equal += (count * (count - 1)) / 2
  }
  return pairs > 0
    ? { value: equal / pairs, reason: null }
    : { value: null, reason: 'no unit was judged twice' }
}
