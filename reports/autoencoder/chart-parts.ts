import type { ChartLook } from '../charts.ts'
import { formatTick } from './quantities.ts'

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

/** A logarithmic axis with room around its lowest and highest value, so that no point lies on an edge. */
export function logAxis(
  look: ChartLook,
  title: string,
  format: (value: number) => string,
  values: readonly number[],
) {
  const { palette } = look
  return {
    type: 'logarithmic' as const,
    min: Math.min(...values) / edge,
    max: Math.max(...values) * edge,
    title: { display: true, text: title, color: palette.secondary, font: fontOf(look) },
    ticks: {
      color: palette.secondary,
      font: fontOf(look, 11),
      maxRotation: 0,
      autoSkipPadding: 12,
      // one label a decade, and half of it where there is room
      callback: (value: string | number) => {
        const leading = Number(Number(value).toExponential()[0])
        return leading === 1 || leading === 3 ? formatTick(format, Number(value)) : ''
      },
    },
    grid: { color: palette.line },
    border: { color: palette.border },
  }
}
