import type { Estimate } from '../../../bench/records/preference-result.ts'
import { svg } from '../../html/page/element.ts'

export interface Axis {
  readonly low: number
  readonly high: number
  /** Where nothing is preferred. */
  readonly zero: number | null
}

const width = 320
const height = 22
const margin = 7

/** A dot with its interval on an axis that the rows of a table share. `label` says the numbers to screen readers. */
export function intervalPlot(estimate: Estimate, axis: Axis, label: string, series: number | null = null) {
  const { value, interval } = estimate
  const x = (number: number) =>
    margin + ((number - axis.low) / (axis.high - axis.low || 1)) * (width - 2 * margin)
  const inside = (number: number) => Math.min(Math.max(number, axis.low), axis.high)
  const middle = height / 2
  const colour = series === null ? '' : ` c${series % 7}`
  return svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      class: 'interval-plot',
      role: 'img',
      'aria-label': label,
    },
    axis.zero !== null &&
      svg('line', { x1: x(axis.zero), x2: x(axis.zero), y1: 0, y2: height, class: 'zero' }),
    interval !== null &&
      svg('line', {
        x1: x(inside(interval.low)),
        x2: x(inside(interval.high)),
        y1: middle,
        y2: middle,
        class: `range${colour}`,
      }),
    value !== null &&
      svg('line', {
        x1: x(inside(value)),
        x2: x(inside(value)),
        y1: middle - 7,
        y2: middle + 7,
        class: `mark${colour}`,
      }),
  )
}

/** An axis that holds all estimates with their intervals, and `zero` where there is one. */
export function axisOf(estimates: readonly Estimate[], zero: number | null): Axis {
  const bounds = estimates.flatMap(({ value, interval }) => [
    ...(value === null ? [] : [value]),
    ...(interval === null ? [] : [interval.low, interval.high]),
  ])
  if (zero !== null) bounds.push(zero)
  if (bounds.length === 0) return { low: 0, high: 1, zero }
  return { low: Math.min(...bounds), high: Math.max(...bounds), zero }
}
