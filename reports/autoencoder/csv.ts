import type { AutoencoderResult, QualityScore } from '../../bench/records/autoencoder-result.ts'
import type { ReportFile } from '../contract.ts'
import { type CsvRow, csvTable, safeCell } from '../csv-table.ts'
import type { AutoencoderReportFormat } from './contract.ts'
import { qualityColumns } from './quality-text.ts'

/** One table a subject, in RFC 4180 form, UTF-8; units in the columns' names; missing is an empty cell. */
export const csv: AutoencoderReportFormat = {
  title: 'Tables as CSV',
  files: (result) => [
    file('stages.csv', stageColumns, stageRows(result)),
    file('speedups.csv', speedupColumns, speedupRows(result)),
    file('projections.csv', projectionColumns, projectionRows(result)),
    file('scaling.csv', scalingColumns, scalingRows(result)),
    file('quality.csv', qualityFileColumns, qualityRows(result)),
    file('claims.csv', claimColumns, claimRows(result)),
    file('cost.csv', costColumns, costRows(result)),
  ],
}

const file = (name: string, columns: readonly string[], rows: readonly CsvRow[]): ReportFile => ({
  name,
  content: csvTable(columns, rows),
})

const stageColumns = [
  'run_id',
  'variant',
  'workload',
  'frames',
  'height_pixels',
  'width_pixels',
  'tokens',
  'stage',
  'kind',
  'seconds',
  'interval_low_seconds',
  'interval_high_seconds',
  'interval_level',
  'repetitions',
  'p95_seconds',
  'synthetic_weights',
  'flops',
  'executed_flops',
  'achieved_flops_per_second',
  'share_of_peak',
  'peak_memory_bytes',
  'planned_memory_bytes',
  'problem',
] as const

function stageRows(result: AutoencoderResult): CsvRow[] {
  return result.cells.flatMap((cell) => {
    const { variant, workload, frames, height, width, tokens } = cell
    const head = [
      safeCell(result.runId),
      safeCell(variant),
      safeCell(workload),
      frames,
      height,
      width,
      tokens,
    ]
    const stages = cell.stages.map((each): CsvRow => {
      const { stage, flops, executedFlops, achievedFlopsPerSecond, shareOfPeak, problem } = each
      const work = [flops, executedFlops, achievedFlopsPerSecond, shareOfPeak]
      const memory = [each.peakMemoryBytes, each.plannedMemoryBytes]
      return [...head, stage, ...timeCells(each.time), ...work, ...memory, safeCell(problem?.message ?? null)]
    })
    const none = [null, null, null, null, null, null, null]
    return cell.clipTime === null
      ? stages
      : [...stages, [...head, 'clip', ...timeCells(cell.clipTime), ...none]]
  })
}

type Time = AutoencoderResult['cells'][number]['clipTime']

/** kind, seconds, interval, level, repetitions, 95th percentile, synthetic weights */
function timeCells(time: Time): CsvRow {
  if (time === null) return [null, null, null, null, null, null, null, null]
  const interval = [time.interval?.[0] ?? null, time.interval?.[1] ?? null]
  if (time.kind === 'composed') {
    const synthetic = time.parts.some((part) => part.time.syntheticWeights)
    return [time.kind, time.seconds, ...interval, null, null, null, synthetic]
  }
  const { repetitions, spread, syntheticWeights } = time
  return [time.kind, time.seconds, ...interval, spread.level, repetitions, spread.p95, syntheticWeights]
}

const speedupColumns = [
  'run_id',
  'workload',
  'scope',
  'kind',
  'slow',
  'fast',
  'factor',
  'interval_low',
  'interval_high',
  'interval_level',
  'rounds',
  'hardware',
  'gpus',
  'verdict',
  'message',
] as const

function speedupRows({ runId, speedups }: AutoencoderResult): CsvRow[] {
  return speedups.map(({ workload, scope, kind, slow, fast, factor, interval, hardware, ...rest }) => [
    safeCell(runId),
    safeCell(workload),
    scope,
    kind,
    safeCell(slow),
    safeCell(fast),
    factor,
    interval?.[0] ?? null,
    interval?.[1] ?? null,
    rest.level,
    rest.rounds,
    hardware?.title ?? null,
    hardware?.gpus ?? null,
    rest.verdict,
    safeCell(rest.message),
  ])
}

const projectionColumns = [
  'run_id',
  'variant',
  'workload',
  'hardware',
  'gpus',
  'kind',
  'seconds',
  'range_low_seconds',
  'range_high_seconds',
  'text_seconds',
  'denoise_seconds',
  'decode_seconds',
  'exchange_seconds',
  'efficiency',
  'fitted_on',
] as const

function projectionRows({ runId, cells }: AutoencoderResult): CsvRow[] {
  return cells.flatMap(({ variant, workload, projections }) =>
    projections.map((time) => {
      const stage = (name: string) => time.stages.find((each) => each.stage === name)?.seconds ?? null
      return [
        safeCell(runId),
        safeCell(variant),
        safeCell(workload),
        time.hardware,
        time.gpus,
        time.kind,
        time.seconds,
        ...time.interval,
        stage('text'),
        stage('denoise'),
        stage('decode'),
        time.exchangeSeconds,
        time.efficiency,
        time.fittedOn,
      ]
    }),
  )
}

const scalingColumns = [
  'run_id',
  'variant',
  'stage',
  'kind',
  'hardware',
  'axis',
  'x',
  'label',
  'tokens',
  'flops',
  'seconds',
  'fitted_exponent',
  'exponent_low',
  'exponent_high',
] as const

function scalingRows({ runId, scaling }: AutoencoderResult): CsvRow[] {
  return scaling.points.map((point) => {
    const { variant, stage, kind, axis } = point
    const fit = scaling.fits.find(
      (each) => each.variant === variant && each.stage === stage && each.kind === kind && each.axis === axis,
    )
    return [
      safeCell(runId),
      safeCell(variant),
      stage,
      kind,
      point.hardware,
      axis,
      point.x,
      safeCell(point.label),
      point.tokens,
      point.flops,
      point.seconds,
      fit?.exponent ?? null,
      fit?.interval?.[0] ?? null,
      fit?.interval?.[1] ?? null,
    ]
  })
}

const qualityFileColumns = [
  'run_id',
  'variant',
  'height_pixels',
  'width_pixels',
  'frames',
  'tiled',
  'metric',
  'status',
  'value',
  'interval_low',
  'interval_high',
  'interval_level',
  'clips',
  'reason',
] as const

function qualityRows({ runId, quality }: AutoencoderResult): CsvRow[] {
  return quality.flatMap((row) =>
    qualityColumns.map(({ id, of }) => [
      safeCell(runId),
      safeCell(row.variant),
      row.height,
      row.width,
      row.frames,
      row.tiled,
      id,
      ...scoreCells(of(row)),
    ]),
  )
}

/** status, value, interval, level, clips, reason */
function scoreCells(score: QualityScore): CsvRow {
  if (score.status === 'unscored') {
    return [score.status, null, null, null, null, 0, safeCell(score.reason.message)]
  }
  if (score.status === 'infinite') return [score.status, null, null, null, null, score.clips, null]
  const { value, interval, clips } = score
  const bounds = [interval?.low ?? null, interval?.high ?? null, interval?.level ?? null]
  return [score.status, value, ...bounds, clips, null]
}

const claimColumns = [
  'run_id',
  'claim',
  'title',
  'unit',
  'published',
  'found',
  'found_low',
  'found_high',
  'found_kind',
  'deviation',
  'tolerance',
  'verdict',
  'note',
  'source',
] as const

function claimRows({ runId, claims }: AutoencoderResult): CsvRow[] {
  return claims.map((claim) => [
    safeCell(runId),
    safeCell(claim.id),
    safeCell(claim.title),
    safeCell(claim.unit),
    claim.published,
    claim.found,
    claim.foundInterval?.[0] ?? null,
    claim.foundInterval?.[1] ?? null,
    claim.foundKind,
    claim.deviation,
    claim.tolerance,
    claim.verdict,
    safeCell(claim.note),
    safeCell(claim.source),
  ])
}

const costColumns = [
  'run_id',
  'variant',
  'workload',
  'kind',
  'hardware',
  'gpus',
  'usd_per_gpu_hour',
  'seconds_per_video',
  'gpu_hours_per_video',
  'usd_per_video',
  'videos',
  'seconds',
  'gpu_hours',
  'usd',
] as const

function costRows({ runId, cost }: AutoencoderResult): CsvRow[] {
  return cost.map((row) => [
    safeCell(runId),
    safeCell(row.variant),
    safeCell(row.workload),
    row.kind,
    safeCell(row.hardware),
    row.gpus,
    row.usdPerGpuHour,
    row.secondsPerVideo,
    row.gpuHoursPerVideo,
    row.usdPerVideo,
    row.videos,
    row.seconds,
    row.gpuHours,
    row.usd,
  ])
}
