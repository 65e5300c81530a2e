import type { ChartConfiguration, ChartDataset } from 'chart.js'
import type { ProfileKind, ScalingFit, ScalingPoint } from '../../bench/records/autoencoder-result.ts'
import type { ChartLook } from '../charts.ts'
import { seriesColour } from '../palette.ts'
import { logAxis, type Point, pointLegendOf, still } from './chart-parts.ts'
import { stageTitles, variantName } from './names.ts'
import { formatNumber, formatSeconds } from './quantities.ts'

const pointStyles = { measured: 'circle', composed: 'rect', projected: 'triangle' } as const
const dashes: Readonly<Record<ProfileKind, number[]>> = { measured: [], composed: [7, 4], projected: [2, 4] }

/** Time against pixels or frames, both logarithmic: a straight line is a power, and its slope the exponent. */
export function scalingConfig(
  { points, fits }: { readonly points: readonly ScalingPoint[]; readonly fits: readonly ScalingFit[] },
  axis: ScalingPoint['axis'],
  variants: readonly string[],
  look: ChartLook,
): ChartConfiguration<'scatter'> {
  const { palette } = look
  const own = points.filter((point) => point.axis === axis)
  const series = scalingSeries(points, fits, axis)
  const datasets = series.flatMap(({ variant, stage, kind, hardware, dots: shown, fit }) => {
    const colour = seriesColour(palette, Math.max(0, variants.indexOf(variant)))
    const label = [variantName(variant), stageTitles[stage].toLowerCase(), kind, hardware]
      .filter((part) => part !== null)
      .join(', ')
    const dots: ChartDataset<'scatter', Point[]> = {
      label,
      data: shown.map(({ x, seconds }) => ({ x, y: seconds })),
      borderColor: colour,
      backgroundColor: kind === 'measured' ? colour : palette.background,
      pointBorderWidth: 2,
      pointStyle: pointStyles[kind],
      pointRadius: 5,
      showLine: false,
    }
    if (fit === null) return [dots]
    const ends = [Math.min(...shown.map(({ x }) => x)), Math.max(...shown.map(({ x }) => x))]
    const line: ChartDataset<'scatter', Point[]> = {
      label: '',
      data: ends.map((x) => ({ x, y: fit.factor * x ** fit.exponent })),
      borderColor: colour,
      borderWidth: 1.5,
      borderDash: dashes[kind],
      pointRadius: 0,
      pointHitRadius: 0,
      showLine: true,
    }
    return [dots, line]
  })
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      ...still,
      layout: { padding: { right: 12, top: 8 } },
      scales: {
        x: logAxis(
          look,
          axis === 'pixels' ? 'Pixels of a frame' : 'Frames',
          formatNumber,
          own.map(({ x }) => x),
        ),
        y: logAxis(
          look,
          'Time',
          formatSeconds,
          own.map(({ seconds }) => seconds),
        ),
      },
      plugins: {
        legend: pointLegendOf(look),
        tooltip: {
          filter: (item) => item.dataset.label !== '',
          callbacks: {
            label: (item) => {
              const { x, y } = item.raw as Point
              const point = points.find((each) => each.axis === axis && each.x === x && each.seconds === y)
              return ` ${point?.label ?? ''}: ${formatSeconds(y)} (${item.dataset.label})`
            },
          },
        },
      },
    },
  }
}

function scalingSeries(
  points: readonly ScalingPoint[],
  fits: readonly ScalingFit[],
  axis: ScalingPoint['axis'],
) {
  const keyOf = ({ variant, stage, kind, hardware }: ScalingPoint) =>
    [variant, stage, kind, hardware].join('\n')
  const own = points.filter((point) => point.axis === axis)
  return [...new Set(own.map(keyOf))].map((key) => {
    const series = own.filter((point) => keyOf(point) === key)
    const { variant, stage, kind, hardware } = series[0]!
    const fit =
      fits.find(
        (each) =>
          each.axis === axis && each.variant === variant && each.stage === stage && each.kind === kind,
      ) ?? null
    return { variant, stage, kind, hardware, dots: series, fit }
  })
}
