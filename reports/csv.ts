import { stringify } from 'csv-stringify/sync'
import type {
  DimensionResult,
  ItemResult,
  ModelResult,
  RunResult,
  TotalResult,
} from '../bench/records/run-result.ts'
import type { Score } from '../bench/records/score.ts'
import type { ReportFormat } from './contract.ts'

type Cell = string | number | null
type Row = Readonly<Record<string, Cell>>

/** Two tables in RFC 4180 form, UTF-8: `dimensions.csv` (with totals) and `items.csv` (one row for each score). */
export const csv: ReportFormat = {
  title: 'Tables as CSV',
  files: (result) => [
    { name: 'dimensions.csv', content: table(dimensionRows(result)) },
    { name: 'items.csv', content: table(itemRows(result)) },
  ],
}

function dimensionRows(result: RunResult): Row[] {
  const run = { run_id: result.runId, suite: result.suite.id, profile: result.profile.id }
  return result.models.flatMap((model) => [
    ...model.dimensions.map((dimension) => ({ ...run, ...dimensionRow(model, dimension) })),
    ...(['quality', 'semantic', 'total'] as const).map((id) => ({
      ...run,
      ...totalRow(model, id, model[id]),
    })),
  ])
}

function dimensionRow(model: ModelResult, dimension: DimensionResult): Row {
  const { covered, expected } = dimension.coverage
  return {
    model: model.model,
    model_notice: model.notice,
    metric: dimension.id,
    group: dimension.group,
    unit: dimension.unit ?? null,
    value: dimension.value,
    interval_low: dimension.interval?.low ?? null,
    interval_high: dimension.interval?.high ?? null,
    interval_level: dimension.interval?.level ?? null,
    normalised: dimension.normalised,
    clips_covered: covered,
    clips_expected: expected,
    coverage: expected === 0 ? null : covered / expected,
    clips_excluded: dimension.excluded,
    reason: dimension.reason?.message ?? null,
    evaluator_version: dimension.evaluator.version,
    backbone: dimension.evaluator.backbone,
    weights_sha256: dimension.evaluator.weightsSha256,
  }
}

function totalRow(model: ModelResult, metric: string, total: TotalResult): Row {
  const { covered, expected } = model.clips
  return {
    model: model.model,
    model_notice: model.notice,
    metric,
    group: 'total',
    unit: 'normalised',
    value: total.value,
    interval_low: total.interval?.low ?? null,
    interval_high: total.interval?.high ?? null,
    interval_level: total.interval?.level ?? null,
    normalised: null,
    clips_covered: covered,
    clips_expected: expected,
    coverage: expected === 0 ? null : covered / expected,
    clips_excluded: null,
    reason: total.missing.length === 0 ? null : `missing: ${total.missing.join(' ')}`,
    evaluator_version: null,
    backbone: null,
    weights_sha256: null,
  }
}

function itemRows(result: RunResult): Row[] {
  const units = new Map(result.models.flatMap((model) => model.dimensions.map(({ id, unit }) => [id, unit])))
  return result.items.flatMap((item): Row[] => {
    const scores = Object.entries(item.scores) as [DimensionResult['id'], Score][]
    if (scores.length === 0) return [{ ...clipCells(item), ...scoreCells(null, null, null) }]
    return scores.map(([id, score]) => ({
      ...clipCells(item),
      ...scoreCells(id, units.get(id) ?? null, score),
    }))
  })
}

function clipCells(item: ItemResult): Row {
  const { clip } = item
  return {
    item_id: item.id,
    model: item.model,
    prompt_id: item.promptId,
    prompt: item.prompt,
    sample_index: item.sampleIndex,
    seed: item.seed,
    file_name: item.fileName,
    clip_path: clip?.path ?? null,
    clip_sha256: clip?.sha256 ?? null,
    clip_bytes: clip?.bytes ?? null,
    width_pixels: clip?.video.width ?? null,
    height_pixels: clip?.video.height ?? null,
    frames: clip?.video.frameCount ?? null,
    frames_per_second: clip?.video.fps ?? null,
    duration_seconds: clip?.video.durationSeconds ?? null,
  }
}

/** An item without a score has one row, `no-clip` or `not-scored`, so that every planned clip is in the table. */
function scoreCells(dimension: string | null, unit: string | null, score: Score | null): Row {
  const problem = score !== null && score.status !== 'scored' ? score.problem : null
  return {
    dimension,
    unit,
    status: score?.status ?? 'missing',
    value: score?.status === 'scored' ? score.value : null,
    weight: score?.status === 'scored' ? score.weight : null,
    problem_code: problem?.code ?? null,
    problem: problem?.message ?? null,
  }
}

/** Missing is an empty cell. Numbers keep all digits that JavaScript prints (they read back to the same double). */
function table(rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, safeCell(cell)]))),
    { header: true },
  )
}

/**
 * Spreadsheets run text that begins like a formula; an apostrophe in front makes it text (OWASP, "CSV Injection").
 * Numbers are left alone, so a negative one stays a number.
 */
function safeCell(cell: Cell): Cell {
  return typeof cell === 'string' && /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell
}
