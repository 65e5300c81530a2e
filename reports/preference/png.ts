import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js'
import type { Estimate, PreferenceResult } from '../../bench/records/preference-result.ts'
import { chartImage, imageLook } from '../chart-image.ts'
import { seriesColour } from '../palette.ts'
import type { PreferenceFormat } from './contract.ts'
import { focalModel, type PairView, pairsOf } from './pair-view.ts'
import { formText, levelText } from './words.ts'

/** Charts as pictures, light, at twice their size: `win-rates.png` (of comparisons) and `ranking.png`; none while results are hidden. */
export const png: PreferenceFormat = {
  title: 'Charts as PNG pictures',
  files(result) {
    if (result.questions.length === 0) return []
    const ranking = { name: 'ranking.png', content: rankingImage(result) }
    if (result.study.form.kind === 'rating') return [ranking]
    return [{ name: 'win-rates.png', content: winImage(result) }, ranking]
  },
}

const { palette } = imageLook
const font = { family: imageLook.fontFamily, size: 12 }

interface WinRow {
  readonly label: string
  readonly pair: PairView
}

function winImage(result: PreferenceResult): Uint8Array {
  const focal = focalModel(result)
  const rows = result.study.models.flatMap((rival) =>
    result.questions.flatMap(({ title, kept }): WinRow[] => {
      const pair =
        kept.kind === 'comparison' ? pairsOf(kept, focal).find((found) => found.rival === rival) : undefined
      return pair === undefined ? [] : [{ label: `${title}, against ${rival}`, pair }]
    }),
  )
  const share = (of: (pair: PairView) => Estimate) =>
    rows.map(({ pair }) => {
      const { value } = of(pair)
      return value === null ? null : value * 100
    })
  const dataset = (label: string, data: (number | null)[], colour: string): ChartDataset<'bar'> => ({
    label,
    data: data as number[],
    backgroundColor: colour,
    maxBarThickness: 16,
  })
  const config: ChartConfiguration<'bar'> = {
    type: 'bar',
    data: {
      labels: rows.map(({ label }) => label),
      datasets: [
        dataset(
          `${focal} wins`,
          share(({ wins }) => wins),
          seriesColour(palette, 0),
        ),
        dataset(
          'neither',
          share(({ neither }) => neither),
          palette.line,
        ),
        dataset(
          'the rival wins',
          share(({ losses }) => losses),
          seriesColour(palette, 1),
        ),
      ],
    },
    options: {
      ...still,
      scales: {
        x: {
          ...xAxis,
          stacked: true,
          min: 0,
          max: 100,
          ticks: { ...xTicks, callback: (value) => `${value} %` },
        },
        y: { ...yAxis, stacked: true },
      },
      plugins: { legend: { ...legend, display: true } },
    },
    plugins: [whiskers(rows.map(({ pair }) => scaled(pair.wins)))],
  }
  return chartImage(config, 80 + rows.length * 26, captions(result, `Win rates of ${focal}`))
}

const scaled = ({ interval }: Estimate) =>
  interval === null ? null : { low: interval.low * 100, high: interval.high * 100 }

function rankingImage(result: PreferenceResult): Uint8Array {
  const rows = result.questions.flatMap(({ title, kept }) =>
    (kept.kind === 'rating'
      ? kept.models.map(({ model, mean }) => ({ model, estimate: mean }))
      : kept.models.map(({ model, strength }) => ({ model, estimate: strength }))
    ).map((row) => ({ ...row, label: `${title}: ${row.model}` })),
  )
  const isRating = result.study.form.kind === 'rating'
  const config: ChartConfiguration<'bar'> = {
    type: 'bar',
    data: {
      labels: rows.map(({ label }) => label),
      datasets: [
        {
          data: rows.map(({ estimate }) => estimate.value) as number[],
          backgroundColor: rows.map(({ model }) => seriesColour(palette, result.study.models.indexOf(model))),
          maxBarThickness: 14,
          base: isRating ? 1 : 0,
        },
      ],
    },
    options: {
      ...still,
      scales: {
        x: { ...xAxis, ...(isRating ? { min: 1, max: 5 } : extentOf(rows)), ticks: xTicks },
        y: yAxis,
      },
      plugins: { legend },
    },
    plugins: [whiskers(rows.map(({ estimate }) => estimate.interval))],
  }
  const what = isRating ? 'Mean ratings' : 'Strengths (log worth)'
  return chartImage(config, 60 + rows.length * 24, captions(result, what))
}

/** Room for every interval, which a chart does not know of. */
function extentOf(rows: readonly { readonly estimate: Estimate }[]): { min: number; max: number } {
  const ends = rows.flatMap(({ estimate: { value, interval } }) => [
    value ?? 0,
    interval?.low ?? 0,
    interval?.high ?? 0,
  ])
  const step = 0.5
  return {
    min: Math.floor(Math.min(...ends) / step) * step,
    max: Math.ceil(Math.max(...ends) / step) * step,
  }
}

const still = { responsive: true, maintainAspectRatio: false, animation: false, indexAxis: 'y' } as const
const xTicks = { color: palette.secondary, font: { ...font, size: 11 } }
const xAxis = { grid: { color: palette.line }, border: { display: false } } as const
const yAxis = {
  ticks: { color: palette.ink, font, autoSkip: false, crossAlign: 'far' },
  grid: { display: false },
  border: { color: palette.border },
} as const
const legend = {
  display: false,
  position: 'bottom',
  labels: { color: palette.ink, font, boxWidth: 14 },
} as const

/** A picture travels alone, so it says what it shows. */
function captions(result: PreferenceResult, what: string) {
  const level = levelText(result)
  const { study, progress, raters } = result
  return {
    title: [`${what}: human preference, ${study.models.join(', ')}`],
    subtitle: [
      `${formText(study)}, ${study.prompts} prompts, ${raters.filter(({ excluded }) => !excluded).length} raters, ${progress.answered} of ${progress.planned} items`,
      ...(level === null
        ? []
        : [`whiskers: ${level} intervals, clustered on raters and prompts; run ${result.runId}`]),
    ],
  }
}

/** Draws each row's interval as a line with caps, on a halo. */
function whiskers(
  intervals: readonly ({ readonly low: number; readonly high: number } | null)[],
): Plugin<'bar'> {
  return {
    id: 'whiskers',
    afterDatasetsDraw(chart) {
      const { x, y } = chart.scales
      if (x === undefined || y === undefined) return
      const draw = (colour: string, width: number) => {
        chart.ctx.strokeStyle = colour
        chart.ctx.lineWidth = width
        for (const [index, interval] of intervals.entries()) {
          if (interval === null) continue
          const [from, to, at] = [
            x.getPixelForValue(interval.low),
            x.getPixelForValue(interval.high),
            y.getPixelForValue(index),
          ]
          chart.ctx.beginPath()
          chart.ctx.moveTo(from, at)
          chart.ctx.lineTo(to, at)
          for (const end of [from, to]) {
            chart.ctx.moveTo(end, at - 4)
            chart.ctx.lineTo(end, at + 4)
          }
          chart.ctx.stroke()
        }
      }
      chart.ctx.save()
      draw(palette.background, 3.5)
      draw(palette.ink, 1.5)
      chart.ctx.restore()
    },
  }
}
