import type { AutoencoderResult, ProfileCell, ProfileKind } from '../../bench/records/autoencoder-result.ts'
import { clipStages, hardwareName, workloadTitleOf } from './names.ts'

/** One stage of one bar. */
export interface StagePart {
  readonly stage: (typeof clipStages)[number]
  readonly seconds: number
  readonly kind: ProfileKind
}

/** One variant's clip, stage by stage. */
export interface StageBar {
  readonly variant: string
  readonly frames: number
  readonly parts: readonly StagePart[]
  /** Of the whole clip; null where a stage is not known. */
  readonly seconds: number | null
  readonly interval: readonly [number, number] | null
  readonly kind: ProfileKind
  /** Sum of the parts over that of the group's slowest variant. */
  readonly share: number
}

/** Variants that can be held against each other: one workload, on one kind of machine. */
export interface StageGroup {
  /** `256px 16:9`. */
  readonly workload: string
  /** Null for this machine. */
  readonly hardware: string | null
  readonly bars: readonly StageBar[]
}

/** Where the time goes: workloads that ran here, then all of them on one of the GPUs that the projection is fitted on. */
export function stageGroups(result: AutoencoderResult): StageGroup[] {
  const ids = [...new Set(result.cells.map(({ workload }) => workload))]
  const { hardware } = result.efficiency
  const groups = [
    ...ids.map((id) => groupOf(result, id, null, measuredBar)),
    ...ids.map((id) =>
      groupOf(result, id, hardwareName({ hardware, gpus: 1 }), (cell) => projectedBar(cell, hardware)),
    ),
  ]
  return groups.filter(({ bars }) => bars.some(saysMuch))
}

/** Text encoders take the same time in all variants: a bar of them alone says nothing. */
const saysMuch = ({ parts }: StageBar) => parts.some(({ stage }) => stage !== 'text')

type Bar = Omit<StageBar, 'share'>

function groupOf(
  result: AutoencoderResult,
  workload: string,
  hardware: string | null,
  barOf: (cell: ProfileCell) => Bar | null,
): StageGroup {
  const bars = result.cells
    .filter((cell) => cell.workload === workload)
    .map(barOf)
    .filter((bar) => bar !== null)
  const sums = bars.map(sumOf)
  const slowest = Math.max(...sums)
  return {
    workload: workloadTitleOf(result, workload),
    hardware,
    bars: bars.map((bar, i) => ({ ...bar, share: sums[i]! / slowest })),
  }
}

const sumOf = ({ parts }: Bar) => parts.reduce((sum, { seconds }) => sum + seconds, 0)

function measuredBar({ variant, frames, stages, clipTime }: ProfileCell): Bar | null {
  const parts = clipStages.flatMap((stage): StagePart[] => {
    const time = stages.find((each) => each.stage === stage)?.time ?? null
    return time === null ? [] : [{ stage, seconds: time.seconds, kind: time.kind }]
  })
  if (parts.length === 0) return null
  const composed = parts.some(({ kind }) => kind === 'composed')
  return {
    variant,
    frames,
    parts,
    seconds: clipTime?.seconds ?? null,
    interval: clipTime?.interval ?? null,
    kind: clipTime?.kind ?? (composed ? 'composed' : 'measured'),
  }
}

function projectedBar({ variant, frames, projections }: ProfileCell, hardware: string): Bar | null {
  const time = projections.find((each) => each.hardware === hardware && each.gpus === 1)
  if (time === undefined) return null
  const parts = clipStages.flatMap((stage): StagePart[] => {
    const found = time.stages.find((each) => each.stage === stage)
    return found === undefined ? [] : [{ stage, seconds: found.seconds, kind: 'projected' }]
  })
  const { seconds, interval } = time
  return { variant, frames, parts, seconds, interval, kind: 'projected' }
}
