import type { AutoencoderResult, ProfileCell } from '../records/autoencoder-result.ts'
import { columns } from './print.ts'

/** What `bench run autoencoder` prints of how it measured, before the outcome. */
export function measurementText(result: AutoencoderResult): string {
  const sections = [
    headline(result),
    section('Workloads', workloadLines(result)),
    section('Rates on this machine', rateTable(result)),
    section('Composed against whole', checkTable(result)),
    section('Beside the reference implementation', referenceTable(result)),
    section('Projection against published times', residualTable(result)),
  ]
  return sections.filter((text) => text !== '').join('\n\n')
}

const section = (title: string, body: string) => (body === '' ? '' : `${title}\n${indented(body)}`)
const indented = (text: string) => text.replace(/^(?=.)/gm, '  ')

function headline({ budget, peak, noise }: AutoencoderResult): string {
  const machine = peak
    ? `${giga(peak.matrixProduct.flopsPerSecond)} GFLOP/s in a matrix product, ${giga(peak.copy.bytesPerSecond)} GB/s in a copy, ${peak.threads} threads`
    : 'not measured'
  const quiet =
    noise.verdict === 'quiet' ? 'quiet' : `${noise.verdict}: ${noise.findings.join('; ')}. ${noise.remedy}`
  return columns([
    ['Measured for', `${budget.spentSeconds.toFixed(0)} s of ${budget.seconds} s`],
    ['This machine', machine],
    ['Noise', quiet],
  ])
}

const workloadLines = ({ workloads }: AutoencoderResult) =>
  columns(workloads.map(({ id, steps, branches, reason }) => [id, `${steps} steps × ${branches}`, reason]))

function rateTable({ cells }: AutoencoderResult): string {
  const rows = cells.flatMap((cell) => cell.stages.flatMap((stage) => rateRow(cell, stage)))
  if (rows.length === 0) return ''
  return columns([
    [
      'workload',
      'variant',
      'stage',
      'kind',
      'median',
      'rounds',
      'GFLOP/s',
      'of peak',
      'peak memory',
      'planned',
    ],
    ...rows,
  ])
}

function rateRow({ workload, variant }: ProfileCell, stage: ProfileCell['stages'][number]): string[][] {
  const { time } = stage
  if (time === null) return []
  const rounds =
    time.kind === 'measured' ? time.repetitions : Math.min(...time.parts.map((part) => part.time.repetitions))
  return [
    [
      workload,
      variant,
      stage.stage,
      time.kind,
      seconds(time.seconds),
      String(rounds),
      stage.achievedFlopsPerSecond === null ? '–' : giga(stage.achievedFlopsPerSecond),
      stage.shareOfPeak === null ? '–' : `${(100 * stage.shareOfPeak).toFixed(0)} %`,
      memory(stage.peakMemoryBytes),
      memory(stage.plannedMemoryBytes),
    ],
  ]
}

const checkTable = ({ composedChecks }: AutoencoderResult) =>
  columns(
    composedChecks.map(({ title, whole, composed, relative, interval, tolerance, holds }) => [
      title,
      `whole ${seconds(whole.seconds)}`,
      `composed ${seconds(composed.seconds)}`,
      `${signed(relative)}${interval === null ? '' : ` (${signed(interval[0])} to ${signed(interval[1])})`}`,
      holds === null ? 'too noisy to say' : `${holds ? 'within' : 'beyond'} ${100 * tolerance} %`,
    ]),
  )

const referenceTable = ({ references }: AutoencoderResult) =>
  columns(
    references.map((row) => [
      `${row.variant} ${row.stage}, ${row.frames} frames of ${row.width}×${row.height}`,
      `here ${seconds(row.seconds)}, ${giga(row.achievedFlopsPerSecond)} GFLOP/s, ${memory(row.peakMemoryBytes)}`,
      `PyTorch ${seconds(row.referenceSeconds)}, scaled to this machine ${seconds(row.scaledReferenceSeconds)} (${row.note})`,
    ]),
  )

const residualTable = ({ residuals }: AutoencoderResult) =>
  columns(
    residuals.map(({ variant, workload, publishedSeconds, projected, relative, fitted }) => [
      variant,
      workload,
      `${projected.gpus} × ${projected.hardware}`,
      `published ${seconds(publishedSeconds)}`,
      `projected ${seconds(projected.seconds)}`,
      signed(relative),
      fitted ? 'fitted' : 'not seen by the fit',
    ]),
  )

const giga = (perSecond: number) => (perSecond / 1e9).toPrecision(3)
const signed = (share: number) => `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(1)} %`
const memory = (bytes: number | null) => (bytes === null ? '–' : `${(bytes / 2 ** 30).toFixed(2)} GiB`)

function seconds(value: number): string {
  if (value < 1) return `${(value * 1000).toPrecision(3)} ms`
  if (value < 1000) return `${value.toPrecision(3)} s`
  return `${Math.round(value).toLocaleString('en-US')} s`
}
