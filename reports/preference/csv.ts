import type {
  Analysis,
  AnswerCounts,
  Estimate,
  PreferenceResult,
  QuestionResult,
} from '../../bench/records/preference-result.ts'
import { type CsvRow, csvTable, safeCell } from '../csv-table.ts'
import type { PreferenceFormat } from './contract.ts'

/**
 * Tables in RFC 4180 form, UTF-8: `pairs.csv`, `models.csv`, `raters.csv`, `calibration.csv`. Rows of `raters = kept` are
 * without excluded raters, those of `all` with them.
 */
export const csv: PreferenceFormat = {
  title: 'Tables as CSV',
  files: (result) => [
    { name: 'pairs.csv', content: csvTable(pairColumns, analysed(result, pairRows)) },
    { name: 'models.csv', content: csvTable(modelColumns, analysed(result, modelRows)) },
    { name: 'raters.csv', content: csvTable(raterColumns, raterRows(result)) },
    {
      name: 'calibration.csv',
      content: csvTable(calibrationColumns, result.questions.flatMap(calibrationRows)),
    },
  ],
}

type RowsOf = (analysis: Analysis) => CsvRow[]

function analysed({ runId, questions }: PreferenceResult, rowsOf: RowsOf): CsvRow[] {
  return questions.flatMap(({ id, kept, all }) =>
    (
      [
        ['kept', kept],
        ['all', all],
      ] as const
    ).flatMap(([raters, analysis]) =>
      analysis === null ? [] : rowsOf(analysis).map((row) => [safeCell(runId), id, raters, ...row]),
    ),
  )
}

const estimateColumns = (name: string) => [name, `${name}_low`, `${name}_high`]
const estimateCells = ({ value, interval }: Estimate): CsvRow => [
  value,
  interval?.low ?? null,
  interval?.high ?? null,
]

const pairColumns = [
  'run_id',
  'question',
  'raters',
  'a',
  'b',
  'a_wins',
  'b_wins',
  'ties',
  'both_bad',
  'cant_judge',
  'judged',
  ...estimateColumns('a_win_share'),
  ...estimateColumns('b_win_share'),
  ...estimateColumns('neither_share'),
  ...estimateColumns('score'),
  ...estimateColumns('difference'),
  'interval_level',
  'votes_needed',
  'note',
]

function pairRows(analysis: Analysis): CsvRow[] {
  if (analysis.kind === 'rating') {
    return analysis.differences.map(({ a, b, difference, votes, needed }) => [
      safeCell(a),
      safeCell(b),
      ...noCounts,
      votes,
      ...none,
      ...none,
      ...none,
      ...none,
      ...estimateCells(difference),
      difference.interval?.level ?? null,
      needed.more,
      safeCell(needed.reason ?? difference.reason),
    ])
  }
  return analysis.pairs.map((pair) => [
    safeCell(pair.a),
    safeCell(pair.b),
    ...countCells(pair.counts),
    pair.judged,
    ...estimateCells(pair.aWins),
    ...estimateCells(pair.bWins),
    ...estimateCells(pair.neither),
    ...estimateCells(pair.score),
    ...estimateCells(pair.difference),
    pair.score.interval?.level ?? null,
    pair.needed.more,
    safeCell(pair.needed.reason ?? pair.difference.reason),
  ])
}

const countCells = ({ a, b, tie, bothBad, cantJudge }: AnswerCounts): CsvRow => [
  a,
  b,
  tie,
  bothBad,
  cantJudge,
]
const noCounts: CsvRow = [null, null, null, null, null]
const none: CsvRow = [null, null, null]

const modelColumns = [
  'run_id',
  'question',
  'raters',
  'model',
  'measure',
  ...estimateColumns('value'),
  'interval_level',
  'rank',
  'best_rank',
  'worst_rank',
  'separated',
  'note',
]

function modelRows(analysis: Analysis): CsvRow[] {
  const rows =
    analysis.kind === 'rating'
      ? analysis.models.map((row) => ({ ...row, estimate: row.mean, measure: 'mean rating' }))
      : analysis.models.map((row) => ({ ...row, estimate: row.strength, measure: 'log worth' }))
  return rows.map(({ model, measure, estimate, rank, rankRange }) => [
    safeCell(model),
    measure,
    ...estimateCells(estimate),
    estimate.interval?.level ?? null,
    rank,
    rankRange?.best ?? null,
    rankRange?.worst ?? null,
    analysis.kind === 'comparison' ? analysis.separated : null,
    safeCell(estimate.reason),
  ])
}

const raterColumns = [
  'run_id',
  'rater',
  'origin',
  'state',
  'excluded',
  'reason',
  'answered',
  'assigned',
  'median_decision_seconds',
  'median_watched_seconds',
  'gold_passed',
  'gold_asked',
  'repeats_equal',
  'repeats_asked',
  ...estimateColumns('first_side_share'),
  'cant_judge',
  'comments',
]

function raterRows({ runId, raters }: PreferenceResult): CsvRow[] {
  return raters.map((rater) => [
    safeCell(runId),
    safeCell(rater.label),
    rater.origin,
    rater.state,
    rater.excluded,
    safeCell(rater.reason),
    rater.answered,
    rater.assigned,
    rater.medianDecisionSeconds,
    rater.medianWatchedSeconds,
    rater.gold.passed,
    rater.gold.asked,
    rater.selfConsistency.passed,
    rater.selfConsistency.asked,
    ...(rater.firstShare === null ? none : estimateCells(rater.firstShare)),
    rater.cantJudge,
    rater.comments,
  ])
}

const calibrationColumns = [
  'question',
  'dimension',
  'pairs',
  ...estimateColumns('spearman'),
  ...estimateColumns('kendall'),
  ...estimateColumns('sign_accuracy'),
  'interval_level',
]

function calibrationRows({ id, calibration }: QuestionResult): CsvRow[] {
  return calibration.map(({ dimension, pairs, spearman, kendall, signAccuracy }) => [
    id,
    dimension,
    pairs,
    ...estimateCells(spearman),
    ...estimateCells(kendall),
    ...estimateCells(signAccuracy),
    spearman.interval?.level ?? null,
  ])
}
