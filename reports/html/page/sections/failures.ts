import { plural } from '../../../format.ts'
import { groupBy } from '../../../group.ts'
import type { PageFailure } from '../../page-data.ts'
import type { ReportData } from '../data.ts'
import { h } from '../element.ts'

/** Rows shown at first, and with every press of "more". */
const page = 20

/** Failures by stage and code: what happened, to which clips, and what to do. */
export function failures(data: ReportData): HTMLElement | null {
  const all = data.page.failures
  if (all.length === 0) return null
  const groups = groupBy(all, ({ stage, problem }) => {
    const { code } = data.page.problems[problem]!
    return `${stage}\n${code}`
  })
  return h(
    'section',
    { id: 'failures', 'aria-labelledby': 'failures-title' },
    h('h2', { id: 'failures-title' }, plural(all.length, 'failure')),
    [...groups.values()].map((group) => failureGroup(data, group, groups.size === 1)),
  )
}

function failureGroup(data: ReportData, group: readonly PageFailure[], open: boolean): HTMLElement {
  const { code, remedy } = data.page.problems[group[0]!.problem]!
  // Remedies may name the clip's file; then each stands with its clip.
  const isShared = group.every(({ problem }) => data.page.problems[problem]!.remedy === remedy)
  const list = h('ul', { class: 'failures' })
  const more = h('button', { type: 'button', onclick: () => extend() })
  let shown = 0
  function extend() {
    list.append(...group.slice(shown, shown + page).map((failure) => failureLine(data, failure, !isShared)))
    shown = Math.min(group.length, shown + page)
    const left = group.length - shown
    more.hidden = left === 0
    more.textContent = `Show ${Math.min(page, left)} of ${left} more`
  }
  extend()
  return h(
    'details',
    { class: 'failure-group', open },
    h(
      'summary',
      {},
      h('strong', {}, code),
      h('span', { class: 'muted' }, ` in ${group[0]!.stage}`),
      h('span', { class: 'times' }, `×${group.length}`),
    ),
    isShared && remedyLine(remedy),
    list,
    more,
  )
}

function remedyLine(remedy: string | undefined): HTMLElement | null {
  return remedy === undefined ? null : h('p', { class: 'remedy' }, h('strong', {}, 'What to do: '), remedy)
}

function failureLine(
  data: ReportData,
  { item, model, dimension, problem }: PageFailure,
  withRemedy: boolean,
): HTMLElement {
  const { message, remedy } = data.page.problems[problem]!
  const id = item < 0 ? null : data.id(item)
  const where = id === null ? (model ?? 'The run') : null
  return h(
    'li',
    {},
    id === null ? h('span', {}, where) : h('a', { href: `#${new URLSearchParams({ item: id })}` }, id),
    dimension !== null && h('span', { class: 'muted' }, ` ${dimension}`),
    h('p', {}, message),
    withRemedy && remedyLine(remedy),
  )
}
