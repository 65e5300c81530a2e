import type { ChartLook } from '../charts.ts'
import { formatSeconds, formatTick } from './quantities.ts'

/** Pixels of width below which labels are short. */
export const narrowPixels = 520

export const fontOf = (look: ChartLook, size = 12) => ({ family: look.fontFamily, size })

// No animation: a report is the same at every moment, and in a PNG file.
export const still = { responsive: true, maintainAspectRatio: false, animation: false } as const

export const legendOf = (look: ChartLook) => ({
  display: true,
  position: 'bottom' as const,
  labels: { color: look.palette.ink, usePointStyle: true, font: fontOf(look), boxHeight: 8 },
})

/** The same without entries for lines that only join points. */
export const pointLegendOf = (look: ChartLook) => ({
  ...legendOf(look),
  align: 'start' as const,
  labels: { ...legendOf(look).labels, filter: (item: { readonly text: string }) => item.text !== '' },
})

/** Factor between the outermost value and the end of a logarithmic axis. */
const edge = 1.35

/** A point of a chart with two axes of numbers. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Labels of an axis, most: more lie on one another where the chart is low. */
const mostTicks = 7

const thinned = (ticks: readonly number[]): readonly number[] =>
  ticks.length <= mostTicks ? ticks : thinned(ticks.filter((_, index) => index % 2 === 0))

/** What a logarithmic axis shows: its values, where it is labelled, and how. */
export interface LogAxis {
  readonly title: string
  readonly values: readonly number[]
  readonly ticks: readonly number[]
  format(value: number): string
}

/** A logarithmic axis with room around its lowest and highest value, so that no point lies on an edge. */
export function logAxis(look: ChartLook, { title, values, ticks, format }: LogAxis) {
  const { palette } = look
  const [min, max] = [Math.min(...values) / edge, Math.max(...values) * edge]
  return {
    type: 'logarithmic' as const,
    min,
    max,
    title: { display: true, text: title, color: palette.secondary, font: fontOf(look) },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      const shown = thinned(ticks.filter((value) => value >= min && value <= max))
      // in a narrow range no round value lies: then the values themselves are named
      axis.ticks = (shown.length > 1 ? shown : spreadValues(values)).map((value) => ({ value }))
    },
    ticks: {
      color: palette.secondary,
      font: fontOf(look, 11),
      maxRotation: 0,
      autoSkip: false,
      callback: (value: string | number) => format(Number(value)),
    },
    grid: { color: palette.line },
    border: { color: palette.border },
  }
}

const [minute, hour, day] = [60, 3600, 86_400]
/** Times that people know by name. */
const roundSeconds = [
  ...[0.001, 0.01, 0.1, 1, 10, minute, 10 * minute, hour, 10 * hour].flatMap((value) => [value, 3 * value]),
  ...[day, 10 * day, 100 * day, 1000 * day],
]

const namedTimes: Readonly<Record<number, string>> = {
  [minute]: '1 min',
  [3 * minute]: '3 min',
  [hour]: '1 h',
  [day]: '1 d',
}

/** A logarithmic axis of times. */
export const timeAxis = (look: ChartLook, title: string, values: readonly number[]) =>
  logAxis(look, {
    title,
    values,
    ticks: roundSeconds,
    format: (value) => namedTimes[value] ?? formatTick(formatSeconds, value),
  })

/** Values far enough from one another on a logarithmic axis to be labelled each. */
export function spreadValues(values: readonly number[]): number[] {
  const kept: number[] = []
  for (const value of [...values].sort((a, b) => a - b)) {
    const last = kept.at(-1)
    if (last === undefined || value / last > edge) kept.push(value)
  }
  return kept
}
