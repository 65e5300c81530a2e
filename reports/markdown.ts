import { type DimensionId, dimensionIds, groupIds } from '../bench/records/dimension.ts'
import type { DimensionResult, ModelResult, RunResult } from '../bench/records/run-result.ts'
import type { ReportFormat } from './contract.ts'
import {
  formatCoverage,
  formatDate,
  formatDifference,
  formatInterval,
  formatPercent,
  formatValue,
  headingOf,
  longNotice,
  missingClause,
  plural,
  totalTitles,
} from './format.ts'
import { markdownTable, plainMarkdown, verdictText } from './markdown-text.ts'
import { formatPublished, publishedBeside, publishedNotice } from './published.ts'
import { truncate } from './text.ts'

/**
 * A summary for `$GITHUB_STEP_SUMMARY` and pull requests: `summary.md`, under 200 KB for any result. Lists are cut
 * with a count of what is left out. Everything that comes from outside is escaped for GitHub's Markdown and HTML.
 */
export const markdown: ReportFormat = {
  title: 'Summary in Markdown',
  files: (result) => [{ name: 'summary.md', content: summary(result) }],
}

// Bytes of UTF-8. GitHub takes 1 MiB a step; a summary should stay readable: issue "bench run", part 8.
const maxBytes = 200_000
/** Rows of a list, most; halved until the whole fits. */
const maxRows = 60

function summary(result: RunResult): string {
  for (let rows = maxRows; rows >= 1; rows = Math.floor(rows / 2)) {
    const text = sections(result, rows)
    if (Buffer.byteLength(text) < maxBytes) return text
  }
  return `${heading(result)}\n\nThe summary would be too long for this place: see the HTML report.\n`
}

function sections(result: RunResult, rows: number): string {
  return [
    heading(result),
    notices(result),
    totals(result, rows),
    dimensions(result, rows),
    published(result, rows),
    gates(result, rows),
    comparison(result, rows),
    failures(result, rows),
    footer(result),
  ]
    .filter((section) => section !== '')
    .join('\n\n')
    .concat('\n')
}

function heading(result: RunResult): string {
  const models = truncate(result.models.map(({ model }) => model).join(', '), 200)
  return `## ${plainMarkdown(headingOf(result))}: ${plainMarkdown(models)}`
}

function notices(result: RunResult): string {
  const lines = [
    result.status === 'complete' ? null : `**This run is ${result.status}.**`,
    result.profile.notice,
    result.protocol === 'vbench-long' ? longNotice : null,
    ...result.models.map(({ model, notice }) => (notice === null ? null : `${model}: ${notice}.`)),
  ]
  return lines
    .flatMap((line) => (line === null ? [] : [`> ${line.startsWith('**') ? line : plainMarkdown(line)}`]))
    .slice(0, 20)
    .join('\n>\n')
}

function totals(result: RunResult, rows: number): string {
  // the total first: it is what most readers look for
  const groups = groupIds.filter((name) => result.models.some((model) => model[name] !== undefined))
  const names = ['total', ...groups] as const
  return markdownTable(
    ['Model', ...names.map((name) => totalTitles[name]), 'Clips'],
    result.models.map((model) => [
      plainMarkdown(model.model),
      ...names.map((name) => {
        const total = model[name]
        if (total === undefined) return '—'
        return total.value === null ? `— (${missingClause(total)})` : `**${formatPercent(total.value)}**`
      }),
      formatCoverage(model.clips),
    ]),
    rows,
    'model',
  )
}

function dimensions(result: RunResult, rows: number): string {
  const models = result.models.slice(0, rows)
  const ids = dimensionIds.filter((id) => models.some((model) => find(model, id) !== undefined))
  const head = ['Dimension', ...models.flatMap(({ model }) => [plainMarkdown(model), 'Interval', 'Covered'])]
  const body = ids.map((id) => [
    plainMarkdown(models.map((model) => find(model, id)).find((found) => found !== undefined)!.title),
    ...models.flatMap((model) => dimensionCells(find(model, id))),
  ])
  return markdownTable(head, body, body.length, 'dimension')
}

const find = (model: ModelResult, id: DimensionId) =>
  model.dimensions.find((dimension) => dimension.id === id)

function dimensionCells(dimension: DimensionResult | undefined): string[] {
  if (dimension === undefined) return ['—', '', '']
  const { value, interval, reason, coverage } = dimension
  if (value === null) return ['—', plainMarkdown(reason?.message ?? 'not scored'), formatCoverage(coverage)]
  return [formatValue(value), formatInterval(interval), formatCoverage(coverage)]
}

function published(result: RunResult, rows: number): string {
  const found = publishedBeside(result)
  if (found.length === 0) return ''
  const table = markdownTable(
    ['Published, not measured here', 'Total', 'Quality', 'Semantic', 'Source'],
    found.map(({ model, total, quality, semantic, source, origin }) => [
      plainMarkdown(model),
      ...[total, quality, semantic].map(formatPublished),
      plainMarkdown(`${source}; ${origin}`),
    ]),
    rows,
    'row',
  )
  const caveats = found.flatMap(({ caveat }) => (caveat === null ? [] : [plainMarkdown(caveat)]))
  return `### Published\n\n${plainMarkdown(publishedNotice)} ${caveats.join(' ')}\n\n${table}`
}

function gates(result: RunResult, rows: number): string {
  if (result.gates.length === 0) return ''
  const order = { fail: 0, inconclusive: 1, pass: 2 }
  const sorted = [...result.gates].sort((a, b) => order[a.verdict] - order[b.verdict])
  const table = markdownTable(
    ['Gate', 'Verdict', 'Why'],
    sorted.map((gate) => [
      plainMarkdown(gate.id),
      verdictText(gate.verdict, gate.level),
      plainMarkdown(gate.message),
    ]),
    rows,
    'gate',
  )
  return `### Gates\n\n${table}`
}

function comparison({ comparison: compared }: RunResult, rows: number): string {
  if (compared === null) return ''
  const table = markdownTable(
    ['Model', 'Metric', 'A', 'B', 'B − A', 'Interval', 'Pairs', 'Verdict'],
    compared.metrics.map((metric) => [
      plainMarkdown(metric.model),
      plainMarkdown(metric.metric),
      formatValue(metric.a),
      formatValue(metric.b),
      formatDifference(metric.difference),
      formatInterval(metric.interval),
      String(metric.pairs),
      verdictText(metric.verdict, 'error'),
    ]),
    rows,
    'metric',
  )
  return `### Compared with ${plainMarkdown(compared.a.runId)}: ${compared.verdict}\n\n${table}`
}

function failures(result: RunResult, rows: number): string {
  if (result.failures.length === 0) return ''
  const table = markdownTable(
    ['Item', 'Stage', 'Problem', 'What to do'],
    result.failures.map(({ itemId, model, stage, dimension, problem }) => [
      plainMarkdown(itemId ?? model ?? 'run'),
      dimension === null ? stage : `${stage}: ${plainMarkdown(dimension)}`,
      `${plainMarkdown(problem.code)}: ${plainMarkdown(problem.message)}`,
      plainMarkdown(problem.remedy ?? ''),
    ]),
    rows,
    'failure',
  )
  return `### ${plural(result.failures.length, 'failure')}\n\n${table}`
}

function footer(result: RunResult): string {
  const { low = null } =
    result.models[0]?.dimensions.find(({ interval }) => interval !== null)?.interval ?? {}
  const interval = low === null ? '' : ' Intervals are bootstrapped over prompts.'
  return `Profile ${plainMarkdown(result.profile.id)}, prompts ${plainMarkdown(result.promptList.name)} (${result.promptList.count}), run ${plainMarkdown(result.runId)}, ${formatDate(result.createdAt)}.${interval}`
}
