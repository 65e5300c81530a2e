import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js'
import type { ProfileKind, ScalingFit, ScalingPoint } from '../../bench/records/autoencoder-result.ts'
import type { ChartLook } from '../charts.ts'
import { seriesColour } from '../palette.ts'
import type { MarkContext } from './chart-marks.ts'
import { logAxis, type Point, pointLegendOf, spreadValues, still, timeAxis } from './chart-parts.ts'
import { stageTitles, variantName } from './names.ts'
import { formatCount, formatSeconds } from './quantities.ts'

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
        x: sizeAxis(
          look,
          axis,
          own.map(({ x }) => x),
        ),
        y: timeAxis(
          look,
          'Time',
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
    plugins: [stageNames(series, look)],
  }
}

const sizeAxis = (look: ChartLook, axis: ScalingPoint['axis'], values: readonly number[]) =>
  logAxis(look, {
    title: axis === 'pixels' ? 'Pixels of a frame, as the side of a square' : 'Frames',
    values,
    ticks: spreadValues(values),
    format: (value) => (axis === 'pixels' ? `${Math.round(Math.sqrt(value))}²` : formatCount(value)),
  })

/** Pixels within which two names would lie on one another. */
const near = 14

/** Writes the stage above the last point of each series: colour says the variant, the mark how it is known. */
function stageNames(
  series: readonly { readonly stage: ScalingPoint['stage']; readonly dots: readonly ScalingPoint[] }[],
  look: ChartLook,
): Plugin<'scatter'> {
  return {
    id: 'stage-names',
    afterDatasetsDraw(chart) {
      const { x, y } = chart.scales
      if (x === undefined || y === undefined) return
      const context = chart.ctx as unknown as MarkContext
      context.save()
      context.font = `11px ${look.fontFamily}`
      context.fillStyle = look.palette.secondary
      context.textBaseline = 'bottom'
      const named: { readonly stage: string; readonly left: number; readonly top: number }[] = []
      for (const { stage, dots } of series) {
        const last = dots.toSorted((a, b) => b.x - a.x)[0]!
        const [left, top] = [x.getPixelForValue(last.x), y.getPixelForValue(last.seconds)]
        // points that lie on one another share their name
        const isNamed = named.some(
          (each) =>
            each.stage === stage && Math.abs(each.left - left) < near && Math.abs(each.top - top) < near,
        )
        if (isNamed) continue
        named.push({ stage, left, top })
        // towards the middle, so that no name leaves the chart
        const isLeft = left < (chart.chartArea.left + chart.chartArea.right) / 2
        context.textAlign = isLeft ? 'left' : 'right'
        context.fillText(stageTitles[stage].toLowerCase(), left + (isLeft ? 8 : -8), top - 4)
      }
      context.restore()
    },
  }
}

/** Denoising is nearly all of a clip: where a series of whole clips is there, it would lie under it. */
function scalingSeries(
  points: readonly ScalingPoint[],
  fits: readonly ScalingFit[],
  axis: ScalingPoint['axis'],
) {
  const keyOf = ({ variant, stage, kind, hardware }: ScalingPoint) =>
    [variant, stage, kind, hardware].join('\n')
  const own = points.filter((point) => point.axis === axis)
  const isHidden = ({ variant, stage, kind }: ScalingPoint) =>
    stage === 'denoise' &&
    own.some((each) => each.stage === 'clip' && each.variant === variant && each.kind === kind)
  return [...new Set(own.filter((point) => !isHidden(point)).map(keyOf))].map((key) => {
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
