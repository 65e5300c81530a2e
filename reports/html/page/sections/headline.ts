import { totalsOf } from '../../../../bench/records/dimension.ts'
import type { ModelResult, RunResult, TotalResult } from '../../../../bench/records/run-result.ts'
import {
  formatCoverage,
  formatLevel,
  formatPercent,
  missing,
  missingClause,
  totalTitles,
} from '../../../format.ts'
import { h } from '../element.ts'

type Run = Omit<RunResult, 'items' | 'failures'>

/** Total and groups of every model; where one is null, what it lacks. */
export function headline(run: Run): HTMLElement {
  const single = run.models.length === 1
  return h(
    'section',
    { id: 'summary', class: single ? 'headline single' : 'headline', 'aria-label': 'Summary' },
    run.models.map((model, index) => modelBlock(model, index, single)),
  )
}

function modelBlock(model: ModelResult, index: number, single: boolean): HTMLElement {
  const measured = model.dimensions.filter(({ value }) => value !== null).length
  return h(
    'article',
    { class: 'model' },
    h(
      'h2',
      {},
      !single && h('span', { class: `swatch s${index % 7}` }),
      model.model,
      model.notice !== null && h('small', { class: 'tag' }, model.notice),
    ),
    h(
      'div',
      { class: 'figures' },
      figure(totalTitles.total, model.total, 'large'),
      totalsOf(model).map(([name, total]) => name !== 'total' && figure(totalTitles[name], total)),
      h(
        'div',
        { class: 'figure' },
        h('span', { class: 'label' }, 'Covered'),
        h('span', { class: 'number' }, formatCoverage(model.clips)),
        h('span', { class: 'note' }, `clips; ${measured} of ${model.dimensions.length} dimensions`),
      ),
    ),
  )
}

function figure(label: string, total: TotalResult, size = ''): HTMLElement {
  const { value, interval } = total
  return h(
    'div',
    { class: `figure ${size}` },
    h('span', { class: 'label' }, interval === null ? label : `${label}, ${formatLevel(interval)} interval`),
    h(
      'span',
      { class: value === null ? 'number absent' : 'number' },
      value === null ? missing : formatPercent(value),
    ),
    h(
      'span',
      {
        class: 'note',
        title: value === null ? total.missing.map((id) => id.replaceAll('-', ' ')).join(', ') : null,
      },
      value === null
        ? missingClause(total)
        : interval === null
          ? ''
          : `${formatPercent(interval.low)} to ${formatPercent(interval.high)}`,
    ),
  )
}
