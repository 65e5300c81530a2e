import type {
  AutoencoderResult,
  ProfileCell,
  StageResult,
} from '../../../../bench/records/autoencoder-result.ts'
import { missing } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import type { Theme } from '../../../html/page/theme.ts'
import { cellSize, clipStages, shortWorkloadOf, stageTitles, variantName } from '../../names.ts'
import { notCountedText } from '../../notices.ts'
import {
  formatBytesPerSecond,
  formatCount,
  formatFlops,
  formatSeconds,
  formatSecondsRange,
  formatShare,
} from '../../quantities.ts'
import { stageGroups } from '../../stage-groups.ts'
import { stagesConfig, stagesHeight } from '../../stages-chart.ts'
import { chartBox } from '../chart-box.ts'
import { knownLegend, knownMark } from '../known-mark.ts'
import { lead, section } from '../section.ts'
import { type Row, stacked, table } from '../table.ts'

/** Where the time goes: stacked bars, then every stage with all that is known of it. */
export function stages(result: AutoencoderResult, theme: Theme): HTMLElement | null {
  const groups = stageGroups(result)
  if (groups.length === 0) return null
  return section(
    'stages',
    'Where the time goes',
    lead(
      'Every bar is one clip from text. Its length is its share of the time of the slowest variant on the same workload and machine; the whole time stands beside it.',
    ),
    knownLegend(['measured', 'composed', 'projected']),
    chartBox(
      {
        caption: 'Stages of a clip, relative to the slowest variant of each group',
        label: 'Stacked bars of the stages of a clip. The table below has the numbers.',
        heightPixels: stagesHeight(groups),
        config: (look) => stagesConfig(groups, look),
      },
      theme,
    ),
    stageTable(result),
    peakLine(result),
  )
}

function stageTable(result: AutoencoderResult): HTMLElement {
  const rows = result.cells
    .filter((cell) => cell.stages.length > 0)
    .flatMap((cell): Row[] => [
      { group: cellHeading(result, cell), cells: [] },
      ...(notRun(cell) ?? cell.stages.map((stage) => ({ cells: stageCells(stage) }))),
      ...wholeRow(cell),
    ])
  return h(
    'details',
    { class: 'numbers', open: rows.length <= 24 },
    h('summary', {}, 'Every stage in numbers'),
    table(
      'Stages',
      [
        { title: 'Stage' },
        { title: 'Known' },
        { title: 'Time', isNumber: true },
        { title: '95th percentile', isNumber: true },
        { title: 'Work', isNumber: true },
        { title: 'Reached', isNumber: true },
        { title: 'Of this machine’s peak', isNumber: true },
      ],
      rows,
    ),
  )
}

/** One row for a workload of which nothing ran here, with the work that it would be. */
function notRun({ stages: all }: ProfileCell): Row[] | null {
  if (all.some(({ time }) => time !== null)) return null
  const reasons = [...new Set(all.map(({ problem }) => problem?.message ?? 'Not part of this run.'))]
  const clip = clipStages.map((stage) => all.find((each) => each.stage === stage)?.flops ?? null)
  const flops = clip.reduce((sum, each) => (sum === null || each === null ? null : sum + each))
  const why = h('span', { class: 'muted' }, `Not run here: ${reasons.join(' ')}`)
  return [{ cells: ['Whole clip', why, missing, missing, formatFlops(flops), missing, missing] }]
}

function cellHeading(result: AutoencoderResult, cell: ProfileCell): string {
  const tokens = cell.tokens === null ? '' : `, ${formatCount(cell.tokens)} tokens`
  const latent = cell.latentShape === null ? '' : `, latent ${cell.latentShape.slice(1).join('×')}`
  return `${variantName(cell.variant)} · ${shortWorkloadOf(result, cell.workload)} · ${cellSize(cell)}${latent}${tokens}`
}

function stageCells({ stage, time, flops, problem, ...rest }: StageResult): Row['cells'] {
  if (time === null) {
    const why = problem === null ? 'Not run here.' : `Not run: ${problem.message}`
    return [
      stageTitles[stage],
      '',
      [missing, h('small', { class: 'wrap' }, why)],
      missing,
      formatFlops(flops),
      missing,
      missing,
    ]
  }
  const notes =
    time.kind === 'measured'
      ? `${formatSecondsRange(time.interval)}, ${time.repetitions} ×`
      : formatSecondsRange(time.interval)
  return [
    stageTitles[stage],
    knownMark(time.kind),
    stacked(formatSeconds(time.seconds), time.interval === null ? 'no interval' : notes),
    time.kind === 'measured' ? formatSeconds(time.spread.p95) : missing,
    formatFlops(flops),
    formatFlops(rest.achievedFlopsPerSecond, 'FLOP/s'),
    formatShare(rest.shareOfPeak),
  ]
}

function wholeRow({ clipTime }: ProfileCell): Row[] {
  if (clipTime === null) return []
  return [
    {
      cells: [
        h('strong', {}, 'Whole clip'),
        knownMark(clipTime.kind),
        stacked(formatSeconds(clipTime.seconds), formatSecondsRange(clipTime.interval)),
        missing,
        '',
        '',
        '',
      ],
    },
  ]
}

function peakLine({ peak, notCounted }: AutoencoderResult): HTMLElement {
  const machine =
    peak === null
      ? 'This machine’s own peak was not measured.'
      : `This machine’s own peak, in the same run: a matrix product reached ${formatFlops(peak.matrixProduct.flopsPerSecond, 'FLOP/s')} on ${peak.threads} threads, a copy ${formatBytesPerSecond(peak.copy.bytesPerSecond)}.`
  return h('p', { class: 'lead after' }, `${machine} ${notCountedText(notCounted)}`)
}
