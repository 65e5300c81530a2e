import type { CostRow, ProfileCell, TrainingTable } from '../records/autoencoder-result.ts'
import type { ComposedTime, MeasuredTime, ProjectedTime } from '../records/profile.ts'
import { costOf, vbenchVideos } from './cost.ts'
import { h200UsdPerHour, trainingComparison, trainingCost } from './training-cost.ts'

/** What clips cost, where a price an hour is known: projected ones on their GPUs, those of this machine on it. */
export function costRows(
  cells: readonly ProfileCell[],
  prices: { readonly usdPerGpuHour: number; readonly here: string; readonly usdPerHourHere: number | null },
): readonly CostRow[] {
  return cells.flatMap((cell) => [
    ...cell.projections.map((time) =>
      costRow(cell, time, { hardware: time.hardware, gpus: time.gpus, usdPerGpuHour: prices.usdPerGpuHour }),
    ),
    ...(cell.clipTime && prices.usdPerHourHere !== null
      ? [
          costRow(cell, cell.clipTime, {
            hardware: prices.here,
            gpus: 1,
            usdPerGpuHour: prices.usdPerHourHere,
          }),
        ]
      : []),
  ])
}

function costRow(
  { variant, workload }: ProfileCell,
  { kind, seconds }: MeasuredTime | ComposedTime | ProjectedTime,
  on: { readonly hardware: string; readonly gpus: number; readonly usdPerGpuHour: number },
): CostRow {
  const inputs = { secondsPerVideo: seconds, gpus: on.gpus, usdPerGpuHour: on.usdPerGpuHour }
  const one = costOf({ ...inputs, videos: 1 })
  const all = costOf({ ...inputs, videos: vbenchVideos })
  return {
    variant,
    workload,
    kind,
    ...on,
    secondsPerVideo: seconds,
    gpuHoursPerVideo: one.gpuHours,
    usdPerVideo: one.usd,
    ...all,
  }
}

/** The published stages and the comparison, at the published price. */
export function trainingTable(): TrainingTable {
  const { stages, ...totals } = trainingCost()
  return {
    usdPerGpuHour: h200UsdPerHour,
    stages: stages.map((stage) => ({ ...stage })),
    ...totals,
    comparison: trainingComparison.map((model) => ({ ...model })),
    source: 'Open-Sora 2.0 technical report (arXiv 2503.09642v3), table 2 and figure 6',
  }
}
