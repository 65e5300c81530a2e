import type { Comparison, GateResult, Interval, Verdict } from '../../../../bench/records/run-result.ts'
import { formatDifference, formatInterval, formatLevel, formatValue } from '../../../format.ts'
import { h, svg } from '../element.ts'

/** Gates, and the comparison with a baseline. */
export function gates(results: readonly GateResult[]): HTMLElement | null {
  if (results.length === 0) return null
  const order = { fail: 0, inconclusive: 1, pass: 2 }
  const sorted = [...results].sort((a, b) => order[a.verdict] - order[b.verdict])
  return h(
    'section',
    { id: 'gates', 'aria-labelledby': 'gates-title' },
    h('h2', { id: 'gates-title' }, 'Gates'),
    h(
      'ul',
      { class: 'gates' },
      sorted.map(({ id, level, verdict, message }) =>
        h(
          'li',
          {},
          badge(verdict, level === 'warn'),
          h(
            'div',
            {},
            h('code', {}, id),
            level === 'warn' && h('small', {}, ' warning only'),
            h('p', {}, message),
          ),
        ),
      ),
    ),
  )
}

export function comparison(compared: Comparison | null): HTMLElement | null {
  if (compared === null) return null
  const reach = compared.metrics.reduce(
    (most, { interval, difference }) =>
      Math.max(most, Math.abs(difference ?? 0), Math.abs(interval?.low ?? 0), Math.abs(interval?.high ?? 0)),
    compared.maxRegression,
  )
  const models = new Set(compared.metrics.map(({ model }) => model)).size
  return h(
    'section',
    { id: 'comparison', 'aria-labelledby': 'comparison-title' },
    h('h2', { id: 'comparison-title' }, 'Comparison ', badge(compared.verdict, false)),
    h(
      'p',
      { class: 'lead' },
      'B is ',
      h('code', {}, compared.b.runId),
      ', A is ',
      h('code', {}, compared.a.runId),
      `. Pairs are clips of the same prompt and sample. A drop of more than ${formatValue(compared.maxRegression)} fails; the mark shows it.`,
    ),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'comparison-title' },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, 'Metric'),
            h('th', { scope: 'col' }, 'Verdict'),
            h('th', { scope: 'col', class: 'number' }, 'B − A'),
            h('th', { scope: 'col' }, ''),
            ['A', 'B', 'Pairs'].map((title) => h('th', { scope: 'col', class: 'number' }, title)),
            h('th', { scope: 'col' }, 'Why'),
          ),
        ),
        h(
          'tbody',
          {},
          compared.metrics.map((metric) =>
            h(
              'tr',
              {},
              h(
                'th',
                { scope: 'row' },
                metric.metric.replaceAll('-', ' '),
                models > 1 && h('small', {}, metric.model),
              ),
              h('td', {}, badge(metric.verdict, false)),
              h(
                'td',
                { class: 'number' },
                h('span', { class: 'value' }, formatDifference(metric.difference)),
                metric.interval !== null && h('small', {}, formatInterval(metric.interval)),
              ),
              h('td', {}, plot(metric.difference, metric.interval, reach, compared.maxRegression)),
              h('td', { class: 'number' }, formatValue(metric.a)),
              h('td', { class: 'number' }, formatValue(metric.b)),
              h('td', { class: 'number' }, metric.pairs),
              h('td', { class: 'reason' }, metric.message),
            ),
          ),
        ),
      ),
    ),
  )
}

// Pixels.
const width = 140
const height = 24

/** The difference as a dot on its interval, with zero and the largest drop that passes. */
function plot(difference: number | null, interval: Interval | null, reach: number, maxRegression: number) {
  if (difference === null || reach === 0) return null
  const x = (value: number) => width / 2 + (value / reach) * (width / 2 - 6)
  const middle = height / 2
  const line = (from: number, to: number, y1: number, y2: number, className: string) =>
    svg('line', { x1: from, x2: to, y1, y2, class: className })
  const label = interval === null ? '' : `, ${formatLevel(interval)} interval ${formatInterval(interval)}`
  return svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      class: 'plot',
      role: 'img',
      'aria-label': `Difference ${formatDifference(difference)}${label}`,
    },
    line(x(0), x(0), 0, height, 'zero'),
    line(x(-maxRegression), x(-maxRegression), 3, height - 3, 'limit'),
    interval !== null && line(x(interval.low), x(interval.high), middle, middle, 'range'),
    interval !== null && line(x(interval.low), x(interval.low), middle - 4, middle + 4, 'range'),
    interval !== null && line(x(interval.high), x(interval.high), middle - 4, middle + 4, 'range'),
    svg('circle', { cx: x(difference), cy: middle, r: 3.5, class: 'dot' }),
  )
}

const marks = { pass: '✓', fail: '✕', inconclusive: '?' } as const

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
