import { alphaOf, coincidences, type MeasurementLevel, type UnitJudgements } from './coincidences.ts'

export type AgreementOutcome =
  | { readonly value: number; readonly reason: null }
  | { readonly value: null; readonly reason: string }

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
  const value = alphaOf(coincidences(judged, values), values, level)
  return value === null
    ? { value, reason: 'all judgements are equal, so chance explains them' }
    : { value, reason: null }
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
