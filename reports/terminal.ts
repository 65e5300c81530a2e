import { type DimensionId, type TotalName, totalsOf } from '../bench/records/dimension.ts'
import type { Problem } from '../bench/records/problem.ts'
import type { DimensionResult, ModelResult, RunResult, TotalResult } from '../bench/records/run-result.ts'
import {
  formatCoverage,
  formatInterval,
  formatLevel,
  formatPercent,
  formatValue,
  headingOf,
  missing,
  missingClause,
  plural,
  totalTitles,
} from './format.ts'
import { groupBy } from './group.ts'
import { type Painter, painter } from './painter.ts'
import { displayWidth, padToWidth, truncateToWidth } from './terminal-text.ts'
import { oneLine } from './text.ts'

export interface TerminalOptions {
  /** Whether to use SGR colours; `NO_COLOR` and TTY detection are the caller's. */
  readonly color: boolean
  /** Columns of the terminal; lines are cut to it, never wrapped. */
  readonly width: number
}

/** The table that `bench run` prints on stdout: dimensions with intervals and coverage, totals, gates, failures. */
export function terminalTable(result: RunResult, options: TerminalOptions): string {
  const paint = painter(options.color)
  const reasons = new Footnotes()
  const lines = [
    paint.bold(oneLine(headingOf(result))),
    ...(result.protocol === 'custom' ? [] : [protocolLines[result.protocol]]),
    ...(result.profile.notice === null ? [] : [paint.yellow(oneLine(result.profile.notice))]),
    ...result.models.flatMap((model) => ['', ...modelLines(model, paint, reasons)]),
    ...reasons.lines(paint),
    ...gateLines(result, paint),
    ...comparisonLines(result, paint),
    ...failureLines(result, paint),
    ...(result.status === 'complete' ? [] : ['', paint.yellow(`This run is ${result.status}.`)]),
  ]
  return `${lines.map((line) => truncateToWidth(line, options.width)).join('\n')}\n`
}

const protocolLines = {
  vbench: 'Protocol vbench: clips shorter than 5 s, each scored as a whole.',
  'vbench-long': 'Protocol vbench-long: clips of 5 s or more, cut into segments; not comparable with VBench.',
  'vbench-i2v': 'Protocol vbench-i2v: clips made from pictures, each scored as a whole whatever its length.',
} as const

/** Reasons are long and mostly the same: they stand once, under the tables, by number. */
class Footnotes {
  readonly #numbers = new Map<string, number>()

  mark(dimension: DimensionId, problem: Problem | null): string {
    const text = problem === null ? 'No clip has a score.' : `${problem.message} ${problem.remedy ?? ''}`
    // A reason that differs in nothing but the dimension's name is the same reason.
    const line = oneLine(text).replaceAll(dimension, 'this dimension')
    const number = this.#numbers.get(line) ?? this.#numbers.size + 1
    this.#numbers.set(line, number)
    return `not scored [${number}]`
  }

  lines(paint: Painter): string[] {
    if (this.#numbers.size === 0) return []
    return ['', ...[...this.#numbers].map(([line, number]) => paint.dim(`[${number}] ${line}`))]
  }
}

function modelLines(model: ModelResult, paint: Painter, reasons: Footnotes): string[] {
  const notice = model.notice === null ? '' : ` (${oneLine(model.notice)})`
  const level = model.dimensions.find(({ interval }) => interval !== null)?.interval
  const head = ['Dimension', 'Value', level ? `${formatLevel(level)} interval` : 'Interval', 'Covered', '']
  const rows = model.dimensions.map((dimension) => dimensionCells(dimension, reasons))
  const totals = totalsOf(model).map(([id, total]) => totalCells(id, total))
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows, ...totals].map((cells) => displayWidth(cells[column]!))),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => padToWidth(cell, column === 4 ? 0 : widths[column]!, rightAligned[column]!))
      .join('  ')
      .trimEnd()
  const width = widths.slice(0, 4).reduce((sum, each) => sum + each + 2, -2)
  return [
    `${paint.bold(oneLine(model.model))}${notice}: ${formatCoverage(model.clips)} clips`,
    '',
    paint.dim(line(head)),
    ...rows.map((cells, index) =>
      model.dimensions[index]!.value === null ? paint.dim(line(cells)) : line(cells),
    ),
    paint.dim('─'.repeat(width)),
    ...totals.map((cells, index) => (index === totals.length - 1 ? paint.bold(line(cells)) : line(cells))),
  ]
}

const rightAligned = [false, true, true, true, false] as const

function dimensionCells(dimension: DimensionResult, reasons: Footnotes): string[] {
  const { title, value, interval, coverage, excluded, reason } = dimension
  const exclusion = excluded > 0 ? `${excluded} excluded by definition` : ''
  const note = value === null ? reasons.mark(dimension.id, reason) : exclusion
  return [oneLine(title), formatValue(value), formatInterval(interval), formatCoverage(coverage), note]
}

function totalCells(id: TotalName, total: TotalResult): string[] {
  const title = totalTitles[id]
  if (total.value === null) return [title, missing, missing, '', missingClause(total)]
  const interval =
    total.interval === null
      ? missing
      : `${formatPercent(total.interval.low)} to ${formatPercent(total.interval.high)}`
  return [title, formatPercent(total.value), interval, '', '']
}

function gateLines(result: RunResult, paint: Painter): string[] {
  if (result.gates.length === 0) return []
  const lines = result.gates.map(({ id, level, verdict, message }) => {
    const mark =
      verdict === 'pass'
        ? paint.green('pass')
        : verdict === 'fail' && level === 'error'
          ? paint.red('FAIL')
          : paint.yellow(verdict === 'fail' ? 'warn' : 'inconclusive')
    return `  ${padToWidth(mark, 12, false)}  ${oneLine(id)}: ${oneLine(message)}`
  })
  return ['', paint.bold('Gates'), ...lines]
}

function comparisonLines({ comparison }: RunResult, paint: Painter): string[] {
  if (comparison === null) return []
  const colour = { pass: paint.green, fail: paint.red, inconclusive: paint.yellow }
  const count = (verdict: keyof typeof colour) =>
    comparison.metrics.filter((metric) => metric.verdict === verdict).length
  return [
    '',
    `${paint.bold(`Compared with ${oneLine(comparison.a.runId)}`)}: ${colour[comparison.verdict](comparison.verdict)} (${count('pass')} pass, ${count('fail')} fail, ${count('inconclusive')} inconclusive)`,
  ]
}

/** Failures by code with one example each: a thousand equal ones take one line. */
function failureLines(result: RunResult, paint: Painter): string[] {
  if (result.failures.length === 0) return []
  const byCode = groupBy(result.failures, ({ problem }) => problem.code)
  return [
    '',
    paint.bold(plural(result.failures.length, 'failure')),
    ...[...byCode].flatMap(([code, own]) => [
      `  ${paint.red(oneLine(code))} ×${own.length}: ${oneLine(own[0]!.itemId ?? own[0]!.stage)}: ${oneLine(own[0]!.problem.message)}`,
      ...(own[0]!.problem.remedy === undefined ? [] : [`    ${oneLine(own[0]!.problem.remedy)}`]),
    ]),
  ]
}
