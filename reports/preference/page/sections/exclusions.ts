import type { Analysis, Estimate, PreferenceResult } from '../../../../bench/records/preference-result.ts'
import { h } from '../../../html/page/element.ts'
import { decimalEstimate, rankText } from '../../words.ts'
import { axisOf, intervalPlot } from '../interval-plot.ts'
import { lead, modelName, section, table } from '../section.ts'

/** The same results without and with the raters who were left out, side by side. */
export function exclusions({ questions, study }: PreferenceResult): HTMLElement | null {
  if (!questions.some(({ all }) => all !== null)) return null
  return section(
    'exclusions',
    'With and without exclusions',
    lead('A conclusion that needs the exclusions should be read with care.'),
    ...questions.flatMap(({ title, kept, all }) => {
      if (all === null) return []
      const [without, withAll] = [rowsOf(kept), rowsOf(all)]
      const axis = axisOf(
        [...without, ...withAll].map(({ estimate }) => estimate),
        study.form.kind === 'rating' ? null : 0,
      )
      return [
        h('h3', { class: 'apart' }, title),
        table(
          [
            { title: 'Model' },
            { title: `Without (${kept.raters} raters)` },
            { title: 'Rank', number: true },
            { title: `With all (${all.raters} raters)` },
            { title: 'Rank', number: true },
          ],
          without.map((row, index) => {
            const other = withAll[index]!
            return [
              modelName(study.models, row.model),
              both(row.estimate, axis),
              rankText(row),
              both(other.estimate, axis),
              rankText(other),
            ]
          }),
          `${title}: without and with excluded raters`,
        ),
      ]
    }),
  )
}

const both = (estimate: Estimate, axis: Parameters<typeof intervalPlot>[1]) =>
  h(
    'span',
    { class: 'plot-with-text' },
    intervalPlot(estimate, axis, decimalEstimate(estimate)),
    h('small', {}, decimalEstimate(estimate)),
  )

function rowsOf(analysis: Analysis) {
  return analysis.kind === 'rating'
    ? analysis.models.map(({ mean, ...row }) => ({ ...row, estimate: mean }))
    : analysis.models.map(({ strength, ...row }) => ({ ...row, estimate: strength }))
}
