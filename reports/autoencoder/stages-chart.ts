import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js'
import type { ChartLook } from '../charts.ts'
import { seriesColour } from '../palette.ts'
import { kindMarks, type MarkContext, rowTexts } from './chart-marks.ts'
import { fontOf, legendOf, narrowPixels, still } from './chart-parts.ts'
import { clipStages, stageTitles, variantName } from './names.ts'
import { formatSeconds } from './quantities.ts'
import type { StageGroup } from './stage-groups.ts'

/** Stacked bars: each variant's stages as shares of the time of its group's slowest variant. */
export function stagesConfig(groups: readonly StageGroup[], look: ChartLook): ChartConfiguration<'bar'> {
  const { palette } = look
  const isNarrow = look.width < narrowPixels
  const rows = groups.flatMap(({ bars, workload, hardware }) =>
    bars.map((bar) => ({ bar, workload, hardware })),
  )
  const partOf = (row: number, stage: number) =>
    rows[row]?.bar.parts.find((part) => part.stage === clipStages[stage])
  const scale = rows.map(({ bar }) => bar.share / bar.parts.reduce((sum, { seconds }) => sum + seconds, 0))
  const datasets: ChartDataset<'bar', (number | null)[]>[] = clipStages.map((stage, index) => ({
    label: stageTitles[stage],
    data: rows.map((_, row) => {
      const part = partOf(row, index)
      return part === undefined ? null : part.seconds * scale[row]!
    }),
    backgroundColor: seriesColour(palette, index),
    stack: 'clip',
    barPercentage: 0.72,
    categoryPercentage: 1,
    maxBarThickness: 22,
  }))
  return {
    type: 'bar',
    data: {
      labels: rows.map(({ bar, workload, hardware }) => [
        variantName(bar.variant),
        ...(isNarrow
          ? workload.split(', ')
          : [`${workload}, ${hardware === null ? bar.kind : `projected, ${hardware}`}`]),
      ]),
      datasets,
    },
    options: {
      ...still,
      indexAxis: 'y',
      layout: { padding: { right: isNarrow ? 64 : 84 } },
      scales: {
        x: {
          stacked: true,
          min: 0,
          max: 1,
          ticks: {
            color: palette.secondary,
            font: fontOf(look, 11),
            callback: (value) => `${Math.round(Number(value) * 100)} %`,
          },
          grid: { color: palette.line },
          border: { display: false },
        },
        y: {
          stacked: true,
          ticks: {
            color: palette.ink,
            font: fontOf(look, isNarrow ? 11 : 12),
            autoSkip: false,
            crossAlign: 'far',
          },
          grid: { display: false },
          border: { color: palette.border },
        },
      },
      plugins: {
        legend: legendOf(look),
        tooltip: {
          callbacks: {
            title: (items) => rows[items[0]?.dataIndex ?? 0]?.workload ?? '',
            label: (item) => {
              const part = partOf(item.dataIndex, item.datasetIndex)
              return part === undefined
                ? ''
                : ` ${item.dataset.label}: ${formatSeconds(part.seconds)}, ${part.kind}`
            },
          },
        },
      },
    },
    plugins: [
      kindMarks((dataset, row) => partOf(row, dataset)?.kind ?? null, look),
      rowTexts(
        rows.map(({ bar }) => (bar.seconds === null ? 'in part' : formatSeconds(bar.seconds))),
        look,
      ),
      groupLines(groups, look),
    ],
  }
}

/** Pixels of height that the stacked bars need. */
export const stagesHeight = (groups: readonly StageGroup[]): number =>
  84 + groups.reduce((sum, { bars }) => sum + bars.length, 0) * 42

/** A line above each group but the first. */
function groupLines(groups: readonly StageGroup[], { palette }: ChartLook): Plugin<'bar'> {
  return {
    id: 'group-lines',
    beforeDatasetsDraw(chart) {
      const { y } = chart.scales
      if (y === undefined || groups.length === 0) return
      const context = chart.ctx as unknown as MarkContext
      const rows = groups.reduce((sum, { bars }) => sum + bars.length, 0)
      const step = (y.bottom - y.top) / rows
      context.save()
      context.strokeStyle = palette.border
      context.lineWidth = 1
      let row = 0
      for (const { bars } of groups.slice(0, -1)) {
        row += bars.length
        context.beginPath()
        context.moveTo(0, y.top + row * step)
        context.lineTo(chart.chartArea.right, y.top + row * step)
        context.stroke()
      }
      context.restore()
    },
  }
}
