import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js'
import type { DimensionResult, Interval, ModelResult } from '../bench/records/run-result.ts'
import { formatInterval, formatPercent, formatValue } from './format.ts'
import { type Palette, seriesColour } from './palette.ts'

/** Look of a chart besides its data; the page and the PNG files share the configurations below. */
export interface ChartLook {
  readonly palette: Palette
  readonly fontFamily: string
  /** Pixels of the drawing area, before the device's pixel ratio. */
  readonly width: number
}

type IntervalDataset<T extends 'bar'> = ChartDataset<T, (number | null)[]> & {
  readonly intervals: readonly (Interval | null)[]
}

/** Pixels; below it, radar labels are broken into words and kept small. */
const narrow = 520

// Shapes and dashes tell models apart without colour.
const pointStyles = ['circle', 'rectRot', 'triangle', 'rect', 'star', 'crossRot'] as const
const dashes = [[], [6, 3], [2, 3], [10, 4, 2, 4]] as const

/** The dimensions of all models in the order of the first that has each. */
export function dimensionRows(models: readonly ModelResult[]): DimensionResult[] {
  const rows = new Map<string, DimensionResult>()
  for (const model of models) {
    for (const dimension of model.dimensions) {
      if (!rows.has(dimension.id)) rows.set(dimension.id, dimension)
    }
  }
  return [...rows.values()]
}

/** Normalised values, 0 to 100 %, one axis for each dimension that any model has a value on. */
export function radarConfig(models: readonly ModelResult[], look: ChartLook): ChartConfiguration<'radar'> {
  const { palette } = look
  const rows = dimensionRows(models).filter((row) =>
    models.some((model) => dimensionOf(model, row)?.normalised != null),
  )
  const small = look.width < narrow
  const font = { family: look.fontFamily, size: small ? 10 : 12 }
  return {
    type: 'radar',
    data: {
      labels: rows.map((row) => row.title.split(' ')),
      datasets: models.map((model, index) => ({
        label: model.model,
        data: rows.map((row) => onAxis(dimensionOf(model, row)?.normalised ?? null)),
        borderColor: seriesColour(palette, index),
        backgroundColor: models.length === 1 ? `${seriesColour(palette, index)}26` : 'transparent',
        fill: models.length === 1,
        borderWidth: 2,
        borderDash: [...dashes[index % dashes.length]!],
        pointStyle: pointStyles[index % pointStyles.length]!,
        pointBackgroundColor: seriesColour(palette, index),
        pointRadius: 3,
      })),
    },
    options: {
      ...still,
      layout: { padding: 4 },
      scales: {
        r: {
          min: 0,
          max: 1,
          ticks: {
            stepSize: 0.25,
            color: palette.secondary,
            backdropColor: palette.background,
            showLabelBackdrop: (context) => context.tick.label !== '',
            font: { ...font, size: 10 },
            callback: (value) => (Number(value) % 0.5 === 0 ? `${Number(value) * 100} %` : ''),
          },
          grid: { color: palette.line },
          angleLines: { color: palette.line },
          pointLabels: { color: palette.ink, font, padding: 6 },
        },
      },
      plugins: {
        legend: legend(models, look),
        tooltip: {
          callbacks: {
            title: (items) => rows[items[0]?.dataIndex ?? 0]?.title ?? '',
            label: (item) => {
              const row = rows[item.dataIndex]
              const model = models[item.datasetIndex]
              const value = row && model ? (dimensionOf(model, row)?.normalised ?? null) : null
              return ` ${item.dataset.label}: ${formatPercent(value)}`
            },
          },
        },
      },
    },
  }
}

/** Values in their own units with their intervals as whiskers, one group of bars for each dimension. */
export function barsConfig(models: readonly ModelResult[], look: ChartLook): ChartConfiguration<'bar'> {
  const { palette } = look
  const rows = dimensionRows(models)
  const font = { family: look.fontFamily, size: 12 }
  const datasets: IntervalDataset<'bar'>[] = models.map((model, index) => ({
    label: model.model,
    data: rows.map((row) => dimensionOf(model, row)?.value ?? null),
    intervals: rows.map((row) => dimensionOf(model, row)?.interval ?? null),
    backgroundColor: seriesColour(palette, index),
    barPercentage: models.length === 1 ? 0.55 : 0.8,
    categoryPercentage: models.length === 1 ? 1 : 0.75,
    maxBarThickness: 14,
  }))
  const extent = valueExtent(datasets)
  return {
    type: 'bar',
    data: { labels: rows.map((row) => row.title), datasets },
    options: {
      ...still,
      indexAxis: 'y',
      layout: { padding: { right: 12 } },
      scales: {
        x: {
          min: extent.low,
          max: extent.high,
          ticks: { color: palette.secondary, font: { ...font, size: 11 } },
          grid: { color: palette.line },
          border: { display: false },
        },
        y: {
          ticks: { color: palette.ink, font, autoSkip: false, crossAlign: 'far' },
          grid: { display: false },
          border: { color: palette.border },
        },
      },
      plugins: {
        legend: legend(models, look),
        tooltip: {
          callbacks: {
            label: (item) => {
              const interval = datasets[item.datasetIndex]?.intervals[item.dataIndex] ?? null
              const range = interval === null ? '' : ` (${formatInterval(interval)})`
              return ` ${item.dataset.label}: ${formatValue(Number(item.raw))}${range}`
            },
          },
        },
      },
    },
    plugins: [whiskers(look), notScored(models, look)],
  }
}

/** Pixels of height that the bars need to stay readable. */
export function barsHeight(models: readonly ModelResult[]): number {
  const perRow = models.length === 1 ? 26 : 12 + models.length * 14
  return 70 + dimensionRows(models).length * perRow
}

// No animation: a report is the same at every moment, and in a PNG file.
const still = { responsive: true, maintainAspectRatio: false, animation: false } as const

const legend = (models: readonly ModelResult[], look: ChartLook) => ({
  display: models.length > 1,
  position: 'bottom' as const,
  labels: { color: look.palette.ink, usePointStyle: true, font: { family: look.fontFamily, size: 12 } },
})

/** Normalised values are not clamped; what lies outside 0 to 1 is drawn in the centre or on the rim. */
const onAxis = (value: number | null) => (value === null ? null : Math.min(1, Math.max(0, value)))

const dimensionOf = (model: ModelResult, row: DimensionResult) =>
  model.dimensions.find((dimension) => dimension.id === row.id)

/** From zero (or the lowest bound below it) to one (or the highest bound above it). */
function valueExtent(datasets: readonly IntervalDataset<'bar'>[]) {
  const values = datasets.flatMap((set) => [
    ...set.data.filter((value) => value !== null),
    ...set.intervals.flatMap((interval) => (interval === null ? [] : [interval.low, interval.high])),
  ])
  return {
    low: values.reduce((low, value) => Math.min(low, value), 0),
    high: values.reduce((high, value) => Math.max(high, value), 1),
  }
}

/** Draws each bar's interval: a line between its bounds with a cap at both ends, on a halo that parts it from the bar. */
function whiskers(look: ChartLook): Plugin<'bar'> {
  return {
    id: 'whiskers',
    afterDatasetsDraw(chart) {
      const scale = chart.scales.x
      if (scale === undefined) return
      for (const meta of chart.getSortedVisibleDatasetMetas()) {
        const dataset = chart.data.datasets[meta.index] as IntervalDataset<'bar'>
        for (const [index, bar] of meta.data.entries()) {
          const interval = dataset.intervals[index]
          if (interval == null) continue
          const from = scale.getPixelForValue(interval.low)
          const to = scale.getPixelForValue(interval.high)
          drawWhisker(chart.ctx, from, to, bar.y, look.palette.background, 3.5)
          drawWhisker(chart.ctx, from, to, bar.y, look.palette.ink, 1.5)
        }
      }
    },
  }
}

function drawWhisker(
  context: CanvasContext,
  from: number,
  to: number,
  y: number,
  colour: string,
  width: number,
) {
  const cap = 4
  context.save()
  context.strokeStyle = colour
  context.lineWidth = width
  context.beginPath()
  context.moveTo(from, y)
  context.lineTo(to, y)
  for (const x of [from, to]) {
    context.moveTo(x, y - cap)
    context.lineTo(x, y + cap)
  }
  context.stroke()
  context.restore()
}

/** Says "not scored" where a dimension has no bar, so that a gap can't be read as a zero. */
function notScored(models: readonly ModelResult[], look: ChartLook): Plugin<'bar'> {
  const rows = dimensionRows(models)
  return {
    id: 'not-scored',
    afterDatasetsDraw(chart) {
      const { x, y } = chart.scales
      if (x === undefined || y === undefined) return
      chart.ctx.save()
      chart.ctx.fillStyle = look.palette.secondary
      chart.ctx.font = `italic 11px ${look.fontFamily}`
      chart.ctx.textBaseline = 'middle'
      for (const [index, row] of rows.entries()) {
        if (models.some((model) => dimensionOf(model, row)?.value != null)) continue
        chart.ctx.fillText('not scored', x.getPixelForValue(0) + 6, y.getPixelForValue(index))
      }
      chart.ctx.restore()
    },
  }
}

/** The part of a canvas context that whiskers use; the DOM's types are not known here. */
interface CanvasContext {
  strokeStyle: unknown
  lineWidth: number
  save(): void
  restore(): void
  beginPath(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  stroke(): void
}
