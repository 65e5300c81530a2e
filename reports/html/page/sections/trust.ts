import type { ReportData } from '../data.ts'
import { h } from '../element.ts'
import { trustPoints } from '../trust-points.ts'
import { certificate } from './certificate.ts'

/** "How far can these numbers be trusted?": what bounds them, from this very run. */
export function trust(data: ReportData): HTMLElement {
  return h(
    'section',
    { id: 'trust', 'aria-labelledby': 'trust-title' },
    h('h2', { id: 'trust-title' }, 'How far can these numbers be trusted?'),
    h(
      'dl',
      { class: 'trust' },
      trustPoints(data.page).map(({ title, text }) => h('div', {}, h('dt', {}, title), h('dd', {}, text))),
    ),
    data.page.run.parity === undefined ? null : certificate(data.page.run.parity),
  )
}
