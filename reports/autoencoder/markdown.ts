import type { AutoencoderResult } from '../../bench/records/autoencoder-result.ts'
import { formatDate, missing, plural } from '../format.ts'
import { markdownTable, plainMarkdown, verdictText } from '../markdown-text.ts'
import { claimMarks, claimTally, claimWords } from './claim-text.ts'
import type { AutoencoderReportFormat } from './contract.ts'
import { failureWhere } from './failure-text.ts'
import { cellSize, shortWorkloadOf, stageTitles, variantName, workloadTitleOf } from './names.ts'
import { noticesOf } from './notices.ts'
import { qualityColumns, qualityReasons, scoreText } from './quality-text.ts'
import {
  formatBytes,
  formatDeviation,
  formatFactor,
  formatFactorRange,
  formatIn,
  formatSeconds,
  formatSecondsRange,
} from './quantities.ts'

/** Rows of a table, most; the rest is counted. */
const maxRows = 40

/** A summary for `$GITHUB_STEP_SUMMARY` and pull requests: `summary.md`. What comes from outside is escaped. */
export const markdown: AutoencoderReportFormat = {
  title: 'Summary in Markdown',
  files: (result) => [{ name: 'summary.md', content: summary(result) }],
}

function summary(result: AutoencoderResult): string {
  const variants = result.variants.map(({ id }) => plainMarkdown(variantName(id))).join(', ')
  const { machine } = result.manifest
  return [
    `## ${plainMarkdown(result.suite.title)}: ${variants}`,
    noticesOf(result)
      .map((line) => `> ${plainMarkdown(line)}`)
      .join('\n>\n'),
    speedups(result),
    stages(result),
    quality(result),
    claims(result),
    gates(result),
    failures(result),
    `${plainMarkdown(machine.cpu)}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)}; run ${plainMarkdown(result.runId)}, ${formatDate(result.createdAt)}. A composed time adds measured parts, each as often as the network holds it; a projected one was computed for other hardware and is no measurement.`,
  ]
    .filter((section) => section !== '')
    .join('\n\n')
    .concat('\n')
}

function speedups(result: AutoencoderResult): string {
  if (result.speedups.length === 0) return ''
  return markdownTable(
    ['Speed-up', 'Known', 'Factor', 'Interval', 'On', 'Verdict'],
    result.speedups.map((each) => [
      plainMarkdown(`${stageTitles[each.scope]}, ${workloadTitleOf(result, each.workload)}`),
      each.kind,
      `**${formatFactor(each.factor)}**`,
      formatFactorRange(each.interval),
      each.hardware === null
        ? 'this machine'
        : plainMarkdown(`${each.hardware.gpus} × ${each.hardware.title}`),
      each.verdict === 'conclusive' ? 'conclusive' : `❔ ${plainMarkdown(each.message)}`,
    ]),
    maxRows,
    'speed-up',
  )
}

function stages(result: AutoencoderResult): string {
  const rows = result.cells.flatMap((cell) =>
    cell.stages.flatMap(({ stage, time, peakMemoryBytes }) =>
      time === null
        ? []
        : [
            [
              plainMarkdown(variantName(cell.variant)),
              plainMarkdown(`${shortWorkloadOf(result, cell.workload)}, ${cellSize(cell)}`),
              stageTitles[stage],
              time.kind,
              formatSeconds(time.seconds),
              formatSecondsRange(time.interval),
              formatBytes(peakMemoryBytes),
            ],
          ],
    ),
  )
  if (rows.length === 0) return ''
  const head = ['Variant', 'Workload', 'Stage', 'Known', 'Time', 'Interval', 'Peak memory']
  return `### Where the time goes\n\n${markdownTable(head, rows, maxRows, 'stage')}`
}

function quality({ quality: rows }: AutoencoderResult): string {
  const scored = rows.filter(({ clips }) => clips.length > 0)
  const table =
    scored.length === 0
      ? ''
      : markdownTable(
          ['Variant', 'Size', ...qualityColumns.map(({ title }) => title), 'Clips'],
          scored.map((row) => [
            plainMarkdown(variantName(row.variant)),
            `${cellSize(row)}, ${row.tiled ? 'in tiles' : 'whole'}`,
            ...qualityColumns.map(({ of }) => scoreText(of(row)).value),
            String(row.clips.length),
          ]),
          maxRows,
          'row',
        )
  const reasons = qualityReasons(rows).map(
    ({ what, problem }) =>
      `- ${plainMarkdown(what)}: unscored. ${plainMarkdown(problem.message)} ${plainMarkdown(problem.remedy ?? '')}`,
  )
  if (table === '' && reasons.length === 0) return ''
  return ['### Quality of reconstructions', table, reasons.join('\n')].filter(Boolean).join('\n\n')
}

function claims({ claims: rows }: AutoencoderResult): string {
  if (rows.length === 0) return ''
  const table = markdownTable(
    ['Claim', 'Published', 'Ours', 'Known', 'Deviation', ''],
    rows.map((claim) => [
      plainMarkdown(variantName(claim.title)),
      plainMarkdown(formatIn(claim.published, claim.unit)),
      plainMarkdown(formatIn(claim.found, claim.unit)),
      claim.foundKind ?? missing,
      formatDeviation(claim.deviation),
      `${claimMarks[claim.verdict]} ${claimWords[claim.verdict].text}`,
    ]),
    maxRows,
    'claim',
  )
  return `### Published claims\n\n${claimTally(rows)}\n\n${table}`
}

function gates({ gates: rows }: AutoencoderResult): string {
  if (rows.length === 0) return ''
  const order = { fail: 0, inconclusive: 1, pass: 2 }
  const table = markdownTable(
    ['Gate', 'Verdict', 'Why'],
    rows
      .toSorted((a, b) => order[a.verdict] - order[b.verdict])
      .map(({ id, verdict, level, message }) => [
        plainMarkdown(id),
        verdictText(verdict, level),
        plainMarkdown(message),
      ]),
    maxRows,
    'gate',
  )
  return `### Gates\n\n${table}`
}

function failures(result: AutoencoderResult): string {
  if (result.failures.length === 0) return ''
  const table = markdownTable(
    ['Where', 'Cause', 'Problem', 'What to do'],
    result.failures.map((failure) => [
      plainMarkdown(failureWhere(result, failure)),
      failure.cause,
      plainMarkdown(`${failure.problem.code}: ${failure.problem.message}`),
      plainMarkdown(failure.problem.remedy ?? ''),
    ]),
    maxRows,
    'failure',
  )
  return `### ${plural(result.failures.length, 'failure')}\n\n${table}`
}
