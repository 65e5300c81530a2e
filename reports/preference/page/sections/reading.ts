import type { PreferenceResult } from '../../../../bench/records/preference-result.ts'
import { h } from '../../../html/page/element.ts'
import { percent } from '../../words.ts'

/** What bounds these numbers, from this very study. */
export function reading(result: PreferenceResult): HTMLElement {
  return h(
    'section',
    { id: 'reading', 'aria-labelledby': 'reading-title' },
    h('h2', { id: 'reading-title' }, 'How to read this'),
    h(
      'dl',
      { class: 'trust' },
      points(result).map(([title, text]) => h('div', {}, h('dt', {}, title), h('dd', {}, text))),
    ),
  )
}

function points({ study, raters, questions }: PreferenceResult): [string, string][] {
  const few = Math.min(raters.filter(({ excluded }) => !excluded).length, study.prompts)
  const comparison = study.form.kind !== 'rating'
  return [
    [
      'Who is asked, about what',
      `${study.ratersPerItem} of ${study.raters} raters judge each ${comparison ? 'pair on each prompt' : 'clip'}, blind, with sides and order balanced by a plan that seed ${study.seed} decides. ${percent(study.goldRate)} gold and ${percent(study.repeatRate)} repeats are mixed in and count in no result; nor does practice.`,
    ],
    [
      'Intervals',
      `Votes of one rater resemble each other, and so do votes on one prompt. Intervals take whole raters and whole prompts as units (two-way clustering), with ${few} of the fewer; they speak of other raters and prompts of the same kind. ${few < 8 ? 'So few make every interval rough.' : ''}`.trim(),
    ],
    ...(comparison
      ? ([
          [
            'Ties',
            'A tie and “both bad” prefer neither clip and enter the model as ties; they are counted apart. “Can’t judge” compares nothing: it enters no share, and is shown beside each.',
          ],
          [
            'Votes needed',
            'How many more votes would bring the interval of a difference clear of zero with probability 80 %, if the difference is the one seen and raters and prompts grow along with the votes.',
          ],
        ] as [string, string][])
      : []),
    [
      'Exclusions',
      questions.some(({ all }) => all !== null)
        ? 'Votes of excluded raters are kept in the store. Every result is given without and with them.'
        : 'No rater is excluded: every standing vote on a plain item counts.',
    ],
    [
      'Many comparisons',
      'Each interval is made for itself. With many pairs and questions some exclude zero by chance; the ranking’s ranges, and not the best single number, are what a claim should rest on.',
    ],
  ]
}
