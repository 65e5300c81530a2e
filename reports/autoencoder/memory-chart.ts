import type { ChartConfiguration, Plugin } from 'chart.js'
import type { AutoencoderResult } from '../../bench/records/autoencoder-result.ts'
import type { ChartLook } from '../charts.ts'
import { seriesColour } from '../palette.ts'
import type { MarkContext } from './chart-marks.ts'
import { fontOf, legendOf, narrowPixels, still } from './chart-parts.ts'
import { stageTitles, variantName, workloadTitleOf } from './names.ts'
import { formatBytes } from './quantities.ts'

/** One stage of one workload, with each variant's memory. */
export interface MemoryRow {
  readonly workload: string
  readonly title: string
  readonly bytes: Readonly<Record<string, { readonly peak: number | null; readonly planned: number | null }>>
}

/** Stages of which any variant's memory was measured; with `planned`, those that were only planned, too. */
export function memoryRows(result: AutoencoderResult, planned = false): MemoryRow[] {
  const rows = new Map<
    string,
    MemoryRow & { bytes: Record<string, { peak: number | null; planned: number | null }> }
  >()
  for (const { variant, workload, stages } of result.cells) {
    for (const { stage, peakMemoryBytes: peak, plannedMemoryBytes } of stages) {
      if (peak === null && plannedMemoryBytes === null) continue
      const key = `${workload}\n${stage}`
      const row = rows.get(key) ?? {
        workload: workloadTitleOf(result, workload),
        title: stageTitles[stage],
        bytes: {},
      }
      row.bytes[variant] = { peak, planned: plannedMemoryBytes }
      rows.set(key, row)
    }
  }
  return [...rows.values()].filter(
    ({ bytes }) => planned || Object.values(bytes).some(({ peak }) => peak !== null),
  )
}

/** Peak memory of each stage, one bar a variant; a tick where it was planned before anything was loaded. */
export function memoryConfig(
  rows: readonly MemoryRow[],
  variants: readonly string[],
  look: ChartLook,
): ChartConfiguration<'bar'> {
  const { palette } = look
  const highest = Math.max(
    0,
    ...rows.flatMap(({ bytes }) =>
      Object.values(bytes).flatMap(({ peak, planned }) => [peak ?? 0, planned ?? 0]),
    ),
  )
  return {
    type: 'bar',
    data: {
      labels: rows.map(({ title, workload }) => [title, workload]),
      datasets: variants.map((variant, index) => ({
        label: variantName(variant),
        data: rows.map(({ bytes }) => gibibytes(bytes[variant]?.peak ?? null)),
        backgroundColor: seriesColour(palette, index),
        barPercentage: 0.85,
        categoryPercentage: 0.7,
        maxBarThickness: 14,
      })),
    },
    options: {
      ...still,
      indexAxis: 'y',
      layout: { padding: { right: 12 } },
      scales: {
        x: {
          min: 0,
          suggestedMax: (highest * 1.05) / 2 ** 30,
          ticks: {
            color: palette.secondary,
            font: fontOf(look, 11),
            maxTicksLimit: look.width < narrowPixels ? 5 : 9,
            callback: (value) => `${value} GiB`,
          },
          grid: { color: palette.line },
          border: { display: false },
        },
        y: {
          ticks: { color: palette.ink, font: fontOf(look), autoSkip: false, crossAlign: 'far' },
          grid: { display: false },
          border: { color: palette.border },
        },
      },
      plugins: {
        legend: legendOf(look),
        tooltip: {
          callbacks: {
            label: (item) => {
              const planned = rows[item.dataIndex]?.bytes[variants[item.datasetIndex] ?? '']?.planned ?? null
              const plan = planned === null ? '' : `, planned ${formatBytes(planned)}`
              return ` ${item.dataset.label}: ${formatBytes(Number(item.raw) * 2 ** 30)}${plan}`
            },
          },
        },
      },
    },
    plugins: [plannedTicks(rows, variants, look)],
  }
}

const gibibytes = (bytes: number | null) => (bytes === null ? null : bytes / 2 ** 30)

export const memoryHeight = (rows: readonly MemoryRow[], variants: number): number =>
  84 + rows.length * (14 + variants * 15)

function plannedTicks(
  rows: readonly MemoryRow[],
  variants: readonly string[],
  look: ChartLook,
): Plugin<'bar'> {
  return {
    id: 'planned-ticks',
    afterDatasetsDraw(chart) {
      const { x } = chart.scales
      if (x === undefined) return
      const context = chart.ctx as unknown as MarkContext
      context.save()
      context.strokeStyle = look.palette.ink
      context.lineWidth = 2
      for (const meta of chart.getSortedVisibleDatasetMetas()) {
        for (const [index, bar] of meta.data.entries()) {
          const planned = rows[index]?.bytes[variants[meta.index] ?? '']?.planned ?? null
          if (planned === null) continue
          const at = x.getPixelForValue(planned / 2 ** 30)
          context.beginPath()
          context.moveTo(at, bar.y - 7)
          context.lineTo(at, bar.y + 7)
          context.stroke()
        }
      }
      context.restore()
    },
  }
}
