import type { Estimate, PreferenceResult } from '../../../../bench/records/preference-result.ts'
import { h } from '../../../html/page/element.ts'
import { decimalEstimate, percentEstimate, titleOf } from '../../words.ts'
import { intervalPlot } from '../interval-plot.ts'
import { lead, section, table } from '../section.ts'

const coefficientText = (estimate: Estimate) =>
  [estimate.value === null ? '' : decimalEstimate(estimate), estimate.reason ?? ''].filter(Boolean).join('; ')

/** How well the scores of machines follow what people prefer. */
export function calibration({ questions }: PreferenceResult): HTMLElement | null {
  if (questions.length === 0) return null
  const scored = questions.filter((question) => question.calibration.length > 0)
  if (scored.length === 0) {
    return section(
      'calibration',
      'Calibration',
      lead(
        'The clips have no scores of machines. Plan the study from runs that were scored, and this part shows how well each dimension follows what people prefer.',
      ),
    )
  }
  return section(
    'calibration',
    'Calibration',
    lead(
      'For every dimension that was scored: how differences of its scores follow the votes on the same pairs of clips. Intervals come from drawing whole prompts. Sign: how often the score prefers what people prefer, among pairs where both prefer anything; one half is what a coin does.',
    ),
    ...scored.flatMap(({ title, calibration: rows }) => [
      h('h3', { class: 'apart' }, title),
      table(
        [
          { title: 'Dimension' },
          { title: 'Spearman’s ρ' },
          { title: '', number: true },
          { title: 'Kendall’s τ-b', number: true },
          { title: 'Sign', number: true },
          { title: 'Pairs', number: true },
        ],
        rows
          .toSorted((x, y) => (y.spearman.value ?? -2) - (x.spearman.value ?? -2))
          .map((row) => [
            titleOf(row.dimension),
            intervalPlot(row.spearman, { low: -1, high: 1, zero: 0 }, decimalEstimate(row.spearman)),
            coefficientText(row.spearman),
            decimalEstimate(row.kendall),
            percentEstimate(row.signAccuracy),
            String(row.pairs),
          ]),
        `${title}: calibration`,
      ),
    ]),
  )
}
