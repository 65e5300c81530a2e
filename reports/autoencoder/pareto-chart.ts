import type { ChartConfiguration, ChartDataset } from 'chart.js'
import type { ChartLook } from '../charts.ts'
import { seriesColour } from '../palette.ts'
import { fontOf, type Point, pointLegendOf, still, timeAxis } from './chart-parts.ts'
import { variantName } from './names.ts'
import type { Pareto } from './pareto.ts'
import { formatNumber, formatSeconds } from './quantities.ts'

/** Quality against time: filled points are of our clips, hollow ones published. The line joins the best of a kind. */
export function paretoConfig(
  { points, timeTitle, qualityTitle }: Pareto,
  variants: readonly string[],
  look: ChartLook,
): ChartConfiguration<'scatter'> {
  const { palette } = look
  const datasets = points.map((point): ChartDataset<'scatter', Point[]> => {
    const colour = seriesColour(palette, Math.max(0, variants.indexOf(point.variant)))
    const isOurs = point.quality === 'measured'
    return {
      label: `${variantName(point.variant)}, quality ${isOurs ? 'measured here' : 'published'}`,
      data: [{ x: point.seconds, y: point.value }],
      borderColor: colour,
      backgroundColor: isOurs ? colour : palette.background,
      pointBorderWidth: 2,
      pointStyle: isOurs ? 'circle' : 'rectRot',
      pointRadius: 7,
    }
  })
  const fronts = (['measured', 'published'] as const).map(
    (quality): ChartDataset<'scatter', Point[]> => ({
      label: '',
      data: points
        .filter((point) => point.quality === quality && point.isFront)
        .map(({ seconds, value }) => ({ x: seconds, y: value }))
        .sort((a, b) => a.x - b.x),
      borderColor: palette.border,
      borderWidth: 1.5,
      borderDash: quality === 'published' ? [4, 4] : [],
      pointRadius: 0,
      pointHitRadius: 0,
      showLine: true,
    }),
  )
  return {
    type: 'scatter',
    data: { datasets: [...datasets, ...fronts] },
    options: {
      ...still,
      layout: { padding: { right: 16, top: 8 } },
      scales: {
        x: timeAxis(
          look,
          timeTitle,
          points.map(({ seconds }) => seconds),
        ),
        y: {
          title: { display: true, text: qualityTitle, color: palette.secondary, font: fontOf(look) },
          // a wider view than the points need, so that a tenth of a decibel looks like one
          min: Math.floor(Math.min(...points.map(({ value }) => value)) - 1),
          max: Math.ceil(Math.max(...points.map(({ value }) => value)) + 1),
          ticks: { color: palette.secondary, font: fontOf(look, 11) },
          grid: { color: palette.line },
          border: { color: palette.border },
        },
      },
      plugins: {
        legend: pointLegendOf(look),
        tooltip: {
          filter: (item) => item.dataset.label !== '',
          callbacks: {
            label: (item) => {
              const { x, y } = item.raw as Point
              return ` ${item.dataset.label}: ${formatNumber(y)} dB in ${formatSeconds(x)}`
            },
          },
        },
      },
    },
  }
}
