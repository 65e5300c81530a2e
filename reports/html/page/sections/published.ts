import type { ModelResult, RunResult } from '../../../../bench/records/run-result.ts'
import { formatPercent } from '../../../format.ts'
import { formatPublished, publishedBeside, publishedDimension, publishedNotice } from '../../../published.ts'
import type { PublishedRow } from '../../../published-rows.ts'
import { h } from '../element.ts'

type Run = Omit<RunResult, 'items' | 'failures'>

/** Published numbers as columns of reference beside this run's; null where they don't measure the same thing. */
export function published(run: Run): HTMLElement | null {
  const rows = publishedBeside(run)
  if (rows.length === 0) return null
  const ids = run.models[0]?.dimensions.map(({ id, title }) => ({ id, title })) ?? []
  return h(
    'section',
    { id: 'published', 'aria-labelledby': 'published-title' },
    h('h2', { id: 'published-title' }, 'Published'),
    h('p', {}, publishedNotice),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'published-title' },
      h(
        'table',
        {},
        h('thead', {}, head(run.models, rows)),
        h(
          'tbody',
          {},
          totals.map(([key, title]) =>
            line(
              title,
              run.models.map((model) => model[key]?.value ?? null),
              rows.map((row) => row[key]),
            ),
          ),
          ids.map(({ id, title }) =>
            line(
              title,
              run.models.map((model) => model.dimensions.find((each) => each.id === id)?.value ?? null),
              rows.map((row) => publishedDimension(row, id)),
            ),
          ),
        ),
      ),
    ),
    h(
      'ul',
      { class: 'sources' },
      rows.map((row) =>
        h(
          'li',
          {},
          `${row.model}: ${row.source}; ${row.origin}.${row.caveat === null ? '' : ` ${row.caveat}`}`,
        ),
      ),
    ),
  )
}

const totals = [
  ['total', 'Total'],
  ['quality', 'Quality'],
  ['semantic', 'Semantic'],
] as const

function head(models: readonly ModelResult[], rows: readonly PublishedRow[]): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { scope: 'col' }, 'Metric'),
    models.map(({ model }) => h('th', { scope: 'col', class: 'number' }, model, h('small', {}, 'this run'))),
    rows.map(({ model }) => h('th', { scope: 'col', class: 'number' }, model, h('small', {}, 'published'))),
  )
}

function line(
  title: string,
  own: readonly (number | null)[],
  others: readonly (number | null)[],
): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, title),
    own.map((value) => h('td', { class: 'number' }, h('b', {}, formatPercent(value)))),
    others.map((value) => h('td', { class: 'number' }, formatPublished(value))),
  )
}
