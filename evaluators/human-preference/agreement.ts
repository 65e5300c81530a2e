import type { Agreement } from '../../bench/records/preference-result.ts'
import {
  alphaInterval,
  type BootstrapOptions,
  krippendorffAlpha,
  type PromptedUnit,
  percentAgreement,
} from '../../bench/tensor/statistics.ts'

/** How far raters agree on the same things beyond chance. */
export function agreementOf(
  units: readonly PromptedUnit[],
  level: Agreement['level'],
  options: BootstrapOptions,
): Agreement {
  const judgements = units.map((unit) => unit.judgements)
  const { value, reason } = krippendorffAlpha(judgements, level)
  const interval = value === null ? null : alphaInterval(units, level, options)
  return {
    alpha: {
      value,
      interval,
      reason: reason ?? (interval === null ? 'one prompt alone says nothing about the spread' : null),
    },
    level,
    equal: percentAgreement(judgements).value,
    units: judgements.filter((unit) => unit.length >= 2).length,
  }
}
