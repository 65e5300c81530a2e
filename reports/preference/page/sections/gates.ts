import type { PreferenceResult } from '../../../../bench/records/preference-result.ts'
import type { Verdict } from '../../../../bench/records/run-result.ts'
import { h } from '../../../html/page/element.ts'
import { section } from '../section.ts'

const marks = { pass: '✓', fail: '✕', inconclusive: '?' } as const

/** What was demanded of the results. */
export function gates({ gates: found }: PreferenceResult): HTMLElement | null {
  if (found.length === 0) return null
  return section(
    'gates',
    'Gates',
    h(
      'ul',
      { class: 'gates' },
      found.map(({ id, level, verdict, message }) =>
        h(
          'li',
          {},
          badge(verdict, level === 'warn'),
          h('div', {}, id, level === 'warn' && h('small', {}, ' warning only'), h('p', {}, message)),
        ),
      ),
    ),
  )
}

/** A verdict as mark and word, so that colour is never needed. */
function badge(verdict: Verdict, soft: boolean): HTMLElement {
  const kind = verdict === 'fail' && soft ? 'inconclusive' : verdict
  return h(
    'span',
    { class: `badge ${kind}` },
    h('span', { 'aria-hidden': 'true' }, marks[verdict]),
    ` ${verdict}`,
  )
}
