import type { ComparisonAnalysis, PreferenceResult } from '../../../../bench/records/preference-result.ts'
import { formatLevel, missing } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import { alphaText, decimal, decimalEstimate, percent } from '../../words.ts'
import { intervalPlot } from '../interval-plot.ts'
import { lead, section, table } from '../section.ts'

/** How far raters agree, and whether the side mattered. */
export function agreement({ questions, study }: PreferenceResult): HTMLElement | null {
  if (questions.length === 0) return null
  const isRating = study.form.kind === 'rating'
  return section(
    'agreement',
    isRating ? 'Agreement' : 'Agreement and side bias',
    lead(
      `Krippendorff’s alpha (${isRating ? 'ordinal' : 'nominal'}): 1 is perfect agreement, 0 what chance gives. Close pairs lower it however careful raters are.`,
      isRating
        ? null
        : 'Side bias: how often the clip shown first would win against an equal one, from the model’s own parameter. Sides are balanced, so it does not move the ranking.',
    ),
    table(
      [
        { title: 'Question' },
        { title: 'Alpha' },
        { title: '' },
        { title: 'Equal votes', number: true },
        { title: 'Judged twice or more', number: true },
        ...(isRating ? [] : [{ title: 'First side wins between equals', number: true }]),
      ],
      questions.map(({ title, kept }) => {
        const { alpha, equal, units } = kept.agreement
        const reading = alpha.value === null ? (alpha.reason ?? missing) : alphaText(alpha.value)
        return [
          title,
          intervalPlot(alpha, { low: -0.2, high: 1, zero: 0 }, decimalEstimate(alpha)),
          h('span', {}, decimalEstimate(alpha), h('small', {}, reading)),
          percent(equal),
          String(units),
          ...(kept.kind === 'rating' ? [] : [sideText(kept)]),
        ]
      }),
      'Agreement by question',
    ),
  )
}

/** e^(δ/2) against e^(−δ/2). */
function sideText({ sideBias: { value, interval } }: ComparisonAnalysis): string {
  const share = (bias: number) => percent(1 / (1 + Math.exp(-bias)))
  if (value === null) return missing
  return interval === null
    ? share(value)
    : `${share(value)} (${formatLevel(interval)}: ${share(interval.low)} to ${share(interval.high)}; δ ${decimal(value)})`
}
