import { type DimensionId, totalsOf } from '../bench/records/dimension.ts'
import type {
  DimensionResult,
  ItemResult,
  ModelResult,
  RunResult,
  TotalResult,
} from '../bench/records/run-result.ts'
import type { Score } from '../bench/records/score.ts'
import type { ReportFile, ReportFormat } from './contract.ts'
import { type CsvRow, csvTable, safeCell } from './csv-table.ts'
import { publishedBeside, publishedDimension } from './published.ts'
import { publishedOrder } from './published-rows.ts'

/**
 * Two tables in RFC 4180 form, UTF-8: `dimensions.csv` (with totals) and `items.csv` (one row for each score); and for
 * VBench's own numbers `published.csv`, what others have published, which never shares a table with what was measured.
 */
export const csv: ReportFormat = {
  title: 'Tables as CSV',
  files: (result) => [
    { name: 'dimensions.csv', content: csvTable(dimensionColumns, dimensionRows(result)) },
    { name: 'items.csv', content: csvTable(itemColumns, itemRows(result)) },
    ...publishedTable(result),
  ],
}

function publishedTable(result: RunResult): ReportFile[] {
  const rows = publishedBeside(result)
  if (rows.length === 0) return []
  const cells = rows.flatMap((row): CsvRow[] => {
    const about = [safeCell(row.source), safeCell(row.origin), safeCell(row.caveat), 'not measured here']
    const metrics: [string, number | null][] = [
      ...(['total', 'quality', 'semantic'] as const).map((id): [string, number | null] => [id, row[id]]),
      ...publishedOrder.map((id): [string, number | null] => [id, publishedDimension(row, id)]),
    ]
    return metrics.flatMap(([id, percent]) =>
      percent === null ? [] : [[safeCell(row.model), id, percent, ...about]],
    )
  })
  return [{ name: 'published.csv', content: csvTable(publishedColumns, cells) }]
}

const publishedColumns = ['model', 'metric', 'percent', 'source', 'origin', 'caveat', 'status'] as const

const dimensionColumns = [
  'run_id',
  'suite',
  'profile',
  'protocol',
  'model',
  'model_notice',
  'metric',
  'group',
  'unit',
  'value',
  'interval_low',
  'interval_high',
  'interval_level',
  'normalised',
  'clips_covered',
  'clips_expected',
  'coverage',
  'clips_excluded',
  'reason',
  'evaluator_version',
  'backbone',
  'weights_sha256',
] as const

function dimensionRows(result: RunResult): CsvRow[] {
  const run = [result.runId, result.suite.id, result.profile.id, result.protocol].map(safeCell)
  return result.models.flatMap((model) => {
    const head = [...run, safeCell(model.model), safeCell(model.notice)]
    return [
      ...model.dimensions.map((dimension) => [...head, ...dimensionCells(dimension)]),
      ...totalsOf(model).map(([id, total]) => [...head, ...totalCells(model, id, total)]),
    ]
  })
}

function dimensionCells(dimension: DimensionResult): CsvRow {
  const { value, interval, normalised, coverage, excluded, reason, evaluator } = dimension
  return [
    dimension.id,
    dimension.group,
    safeCell(dimension.unit ?? null),
    value,
    interval?.low ?? null,
    interval?.high ?? null,
    interval?.level ?? null,
    normalised,
    ...coverageCells(coverage),
    excluded,
    safeCell(reason?.message ?? null),
    evaluator.version,
    safeCell(evaluator.backbone),
    evaluator.weightsSha256,
  ]
}

function totalCells(model: ModelResult, id: string, { value, interval, missing }: TotalResult): CsvRow {
  const reason = missing.length === 0 ? null : `missing: ${missing.join(' ')}`
  return [
    id,
    'total',
    'normalised',
    value,
    interval?.low ?? null,
    interval?.high ?? null,
    interval?.level ?? null,
    null,
    ...coverageCells(model.clips),
    null,
    reason,
    null,
    null,
    null,
  ]
}

const coverageCells = ({ covered, expected }: ModelResult['clips']): CsvRow => [
  covered,
  expected,
  expected === 0 ? null : covered / expected,
]

const itemColumns = [
  'item_id',
  'model',
  'prompt_id',
  'prompt',
  'sample_index',
  'seed',
  'file_name',
  'clip_path',
  'clip_sha256',
  'clip_bytes',
  'width_pixels',
  'height_pixels',
  'frames',
  'frames_per_second',
  'duration_seconds',
  'dimension',
  'unit',
  'status',
  'value',
  'weight',
  'problem_code',
  'problem',
] as const

/** An item without a score has one row with the status `missing`, so that every planned clip is in the table. */
function itemRows(result: RunResult): CsvRow[] {
  const units = new Map(
    result.models.flatMap(({ dimensions }) => dimensions.map(({ id, unit }) => [id, safeCell(unit ?? null)])),
  )
  return result.items.flatMap((item) => {
    const clip = clipCells(item)
    const scores = Object.entries(item.scores) as [DimensionId, Score][]
    if (scores.length === 0) return [[...clip, null, null, 'missing', null, null, null, null]]
    return scores.map(([id, score]) => [...clip, id, units.get(id) ?? null, ...scoreCells(score)])
  })
}

function clipCells({ clip, ...item }: ItemResult): CsvRow {
  return [
    safeCell(item.id),
    safeCell(item.model),
    safeCell(item.promptId),
    safeCell(item.prompt),
    item.sampleIndex,
    item.seed,
    safeCell(item.fileName),
    safeCell(clip?.path ?? null),
    clip?.sha256 ?? null,
    clip?.bytes ?? null,
    clip?.video.width ?? null,
    clip?.video.height ?? null,
    clip?.video.frameCount ?? null,
    clip?.video.fps ?? null,
    clip?.video.durationSeconds ?? null,
  ]
}

function scoreCells(score: Score): CsvRow {
  if (score.status === 'scored') return ['scored', score.value, score.weight, null, null]
  return [score.status, null, null, score.problem.code, safeCell(score.problem.message)]
}
