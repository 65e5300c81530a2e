import type { PreferenceResult } from '../../../../bench/records/preference-result.ts'
import { h } from '../../../html/page/element.ts'
import { percent } from '../../words.ts'

/** How much was asked and answered. */
export function standing(result: PreferenceResult): HTMLElement {
  const { progress, votes, raters, study, questions } = result
  const gold = raters.reduce((sum, rater) => sum + rater.gold.asked, 0)
  const passed = raters.reduce((sum, rater) => sum + rater.gold.passed, 0)
  const sides = questions.flatMap(({ kept }) => (kept.kind === 'comparison' ? [kept.sides] : []))
  const ratings = questions.flatMap(({ kept }) => (kept.kind === 'rating' ? kept.models : []))
  const cantJudge = [...sides, ...ratings].reduce((sum, found) => sum + found.cantJudge, 0)
  const bothBad = sides.reduce((sum, found) => sum + found.bothBad, 0)
  return h(
    'section',
    { id: 'summary', class: 'headline single', 'aria-label': 'Summary' },
    h(
      'div',
      { class: 'figures' },
      figure(
        'Items answered',
        `${progress.answered}/${progress.planned}`,
        `${study.ratersPerItem} raters for each ${study.form.kind === 'rating' ? 'clip' : 'pair on a prompt'}`,
        'large',
      ),
      figure('Raters', String(raters.length), `${raters.filter(({ excluded }) => excluded).length} left out`),
      figure(
        'Gold checks passed',
        gold === 0 ? '—' : percent(passed / gold),
        gold === 0 ? 'none asked yet' : `${passed} of ${gold}, all raters`,
      ),
      figure(
        'Standing answers',
        String(votes.standing),
        [
          `${votes.replaced} taken back or replaced`,
          ...(questions.length === 0 ? [] : [`${bothBad} “both bad”, ${cantJudge} “can’t judge”`]),
        ].join('; '),
      ),
    ),
  )
}

function figure(label: string, number: string, note: string, size = ''): HTMLElement {
  return h(
    'div',
    { class: `figure ${size}` },
    h('span', { class: 'label' }, label),
    h('span', { class: 'number' }, number),
    h('span', { class: 'note' }, note),
  )
}
