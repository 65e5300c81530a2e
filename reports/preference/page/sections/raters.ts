import type { Estimate, PreferenceResult, RaterResult } from '../../../../bench/records/preference-result.ts'
import { missing } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import { percent, percentEstimate } from '../../words.ts'
import { intervalPlot } from '../interval-plot.ts'
import { lead, section, table } from '../section.ts'

/** How far each rater can be relied on; worst gold share first. */
export function raters({ raters: found, study }: PreferenceResult): HTMLElement {
  const rule = study.excludeBelowGold
  const isRating = study.form.kind === 'rating'
  if (found.length === 0) return section('raters', 'Raters', lead('Nobody has joined yet.'))
  const rows = found.toSorted(
    (x, y) => (x.gold.share.value ?? 2) - (y.gold.share.value ?? 2) || (x.label < y.label ? -1 : 1),
  )
  return section(
    'raters',
    'Raters',
    lead(
      'Gold: the share of clips named better than their own degraded copy. Repeats: the same said of the same clips again; close pairs are repeated differently by careful raters, too.',
      rule === null
        ? 'The study has no rule of exclusion.'
        : `By a rule fixed before the first vote, raters below ${percent(rule)} of at least four gold checks are left out.`,
    ),
    table(
      [
        { title: 'Rater' },
        { title: 'Gold' },
        { title: 'Gold', number: true },
        { title: 'Repeats', number: true },
        ...(isRating ? [] : [{ title: 'First side', number: true }]),
        { title: 'Answered', number: true },
        { title: 'Median time', number: true },
        { title: 'Can’t judge', number: true },
      ],
      rows.map((rater) => [
        name(rater),
        intervalPlot(rater.gold.share, { low: 0, high: 1, zero: rule }, percentEstimate(rater.gold.share)),
        checks(rater.gold),
        checks(rater.selfConsistency),
        ...(isRating ? [] : [shareText(rater.firstShare)]),
        `${rater.answered}/${rater.assigned}`,
        rater.medianDecisionSeconds === null ? missing : `${rater.medianDecisionSeconds.toFixed(1)} s`,
        String(rater.cantJudge),
      ]),
      'Raters',
    ),
  )
}

function name({ label, excluded, state, reason }: RaterResult): HTMLElement {
  const note = excluded ? `left out: ${reason}` : state === 'active' ? null : `${state}: ${reason}`
  return h('span', { class: excluded ? 'left-out' : null }, label, note !== null && h('small', {}, note))
}

const checks = ({ passed, asked }: RaterResult['gold']) => (asked === 0 ? missing : `${passed}/${asked}`)
const shareText = (share: Estimate | null) => (share === null ? missing : percent(share.value))
