import type { AutoencoderResult, Speedup } from '../../bench/records/autoencoder-result.ts'
import { missing, plural } from '../format.ts'
import { type Painter, painter } from '../painter.ts'
import type { TerminalOptions } from '../terminal.ts'
import { displayWidth, padToWidth, truncateToWidth } from '../terminal-text.ts'
import { oneLine } from '../text.ts'
import { claimMarks, claimTally } from './claim-text.ts'
import { failureWhere } from './failure-text.ts'
import { cellSize, shortWorkloadOf, stageTitles, variantName, workloadTitleOf } from './names.ts'
import { noticesOf } from './notices.ts'
import { qualityColumns, qualityReasons, scoreText } from './quality-text.ts'
import {
  formatBytes,
  formatCount,
  formatDeviation,
  formatFactor,
  formatFactorRange,
  formatIn,
  formatSeconds,
  formatSecondsRange,
  formatUsd,
} from './quantities.ts'
import { mainSpeedups } from './speedups.ts'

/** What `bench run autoencoder` prints on stdout. */
export function autoencoderTerminalText(result: AutoencoderResult, options: TerminalOptions): string {
  const paint = painter(options.color)
  const lines = [
    paint.bold(
      oneLine(`${result.suite.title}: ${result.variants.map(({ id }) => variantName(id)).join(', ')}`),
    ),
    ...noticesOf(result).map((line) => paint.yellow(oneLine(line))),
    ...speedupLines(result, paint),
    ...stageLines(result, paint),
    ...qualityLines(result, paint),
    ...claimLines(result, paint),
    ...costLines(result, paint),
    ...gateLines(result, paint),
    ...failureLines(result, paint),
  ]
  return `${lines.map((line) => truncateToWidth(line, options.width)).join('\n')}\n`
}

function speedupLines(result: AutoencoderResult, paint: Painter): string[] {
  const { here, projected, published } = mainSpeedups(result)
  const shown = [here, projected].filter((each) => each !== null)
  const rows = shown.map((each) => [
    `  ${each.kind}`,
    formatFactor(each.factor),
    formatFactorRange(each.interval),
    speedupPlace(result, each),
    each.verdict === 'inconclusive' ? 'inconclusive' : '',
  ])
  if (published !== null) {
    rows.push(['  published', formatFactor(published.published), '', oneLine(published.title), ''])
  }
  return rows.length === 0 ? [] : ['', paint.bold('Speed-up'), ...aligned(rows, [1])]
}

function speedupPlace(result: AutoencoderResult, { scope, workload, hardware }: Speedup): string {
  const place = hardware === null ? 'this machine' : `${hardware.gpus} × ${hardware.title}`
  return oneLine(`${stageTitles[scope]}, ${workloadTitleOf(result, workload)}, ${place}`)
}

function stageLines(result: AutoencoderResult, paint: Painter): string[] {
  const cells = result.cells.filter(({ stages }) => stages.some(({ time }) => time !== null))
  const head = ['  Stage', 'Time', 'Interval', 'Known', 'Memory']
  const rows = cells.flatMap((cell) => [
    {
      title: `${variantName(cell.variant)}, ${shortWorkloadOf(result, cell.workload)}: ${cellSize(cell)}${cell.tokens === null ? '' : `, ${formatCount(cell.tokens)} tokens`}`,
      cells: null,
    },
    ...cell.stages.flatMap(({ stage, time, peakMemoryBytes }) =>
      time === null
        ? []
        : [
            {
              title: '',
              cells: [
                `  ${stageTitles[stage]}`,
                formatSeconds(time.seconds),
                formatSecondsRange(time.interval),
                time.kind,
                peakMemoryBytes === null ? '' : formatBytes(peakMemoryBytes),
              ],
            },
          ],
    ),
    ...(cell.clipTime === null
      ? []
      : [
          {
            title: '',
            cells: [
              '  Whole clip',
              formatSeconds(cell.clipTime.seconds),
              formatSecondsRange(cell.clipTime.interval),
              cell.clipTime.kind,
              '',
            ],
          },
        ]),
  ])
  if (rows.length === 0) return []
  const tabular = aligned(
    [head, ...rows.flatMap((row) => (row.cells === null ? [] : [row.cells]))],
    [1, 2, 4],
  )
  const [headLine, ...body] = tabular
  let next = 0
  return [
    '',
    paint.bold('Where the time goes'),
    paint.dim(headLine!),
    ...rows.map((row) => (row.cells === null ? oneLine(row.title) : body[next++]!)),
  ]
}

function qualityLines({ quality }: AutoencoderResult, paint: Painter): string[] {
  const scored = quality.filter(({ clips }) => clips.length > 0)
  const reasons = qualityReasons(quality).map(({ what, problem }) =>
    paint.dim(oneLine(`  ${what}: unscored. ${problem.message} ${problem.remedy ?? ''}`)),
  )
  if (scored.length === 0 && reasons.length === 0) return []
  const rows = scored.map((row) => [
    `  ${variantName(row.variant)}, ${cellSize(row)}, ${row.tiled ? 'in tiles' : 'whole'}`,
    ...qualityColumns.map(({ of }) => scoreText(of(row)).value),
  ])
  const table = aligned(
    [['  Reconstruction', ...qualityColumns.map(({ title }) => title)], ...rows],
    [1, 2, 3, 4, 5],
  )
  return ['', paint.bold('Quality'), ...(scored.length === 0 ? [] : table), ...reasons]
}

function claimLines({ claims }: AutoencoderResult, paint: Painter): string[] {
  if (claims.length === 0) return []
  const colour = { holds: paint.green, differs: paint.red, 'not-tested': paint.dim }
  const rows = claims
    .filter(({ found }) => found !== null)
    .map(({ title, published, unit, found, deviation, verdict }) => [
      `  ${colour[verdict](claimMarks[verdict])}`,
      oneLine(variantName(title)),
      formatIn(published, unit),
      formatIn(found, unit),
      formatDeviation(deviation),
    ])
  const head = ['', 'Claim', 'Published', 'Ours', 'Deviation']
  const [headLine, ...body] = aligned([head, ...rows], [2, 3, 4])
  return [
    '',
    `${paint.bold('Published claims')}: ${claimTally(claims)}`,
    ...(rows.length === 0 ? [] : [paint.dim(headLine!), ...body]),
  ]
}

function costLines({ cost }: AutoencoderResult, paint: Painter): string[] {
  if (cost.length === 0) return []
  const rows = cost.map((row) => [
    `  ${variantName(row.variant)}`,
    row.kind,
    `${row.gpus} × ${oneLine(row.hardware)}`,
    `${formatSeconds(row.secondsPerVideo)} a video`,
    formatUsd(row.usdPerVideo),
    `${formatCount(row.videos)} videos`,
    formatUsd(row.usd),
  ])
  return ['', paint.bold('Cost'), ...aligned(rows, [3, 4, 5, 6])]
}

function gateLines({ gates }: AutoencoderResult, paint: Painter): string[] {
  if (gates.length === 0) return []
  const mark = ({ verdict, level }: AutoencoderResult['gates'][number]) => {
    if (verdict === 'pass') return paint.green('pass')
    if (verdict === 'inconclusive') return paint.yellow('inconclusive')
    return level === 'error' ? paint.red('FAIL') : paint.yellow('warn')
  }
  return [
    '',
    paint.bold('Gates'),
    ...gates.map(
      (gate) => `  ${padToWidth(mark(gate), 12, false)}  ${oneLine(gate.id)}: ${oneLine(gate.message)}`,
    ),
  ]
}

function failureLines(result: AutoencoderResult, paint: Painter): string[] {
  if (result.failures.length === 0) return []
  return [
    '',
    paint.bold(plural(result.failures.length, 'failure')),
    ...result.failures.flatMap((failure) => [
      `  ${paint.red(oneLine(failure.problem.code))} ${oneLine(failureWhere(result, failure))} (${failure.cause}): ${oneLine(failure.problem.message)}`,
      ...(failure.problem.remedy === undefined ? [] : [`    ${oneLine(failure.problem.remedy)}`]),
    ]),
  ]
}

/** Rows as lines with columns of one width; `right` are set to the right. */
function aligned(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => displayWidth(cells[column] ?? missing))),
  )
  return rows.map((cells) =>
    cells
      .map((cell, column) => padToWidth(cell, widths[column]!, right.includes(column)))
      .join('  ')
      .trimEnd(),
  )
}
