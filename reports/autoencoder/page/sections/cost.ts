import type { AutoencoderResult } from '../../../../bench/records/autoencoder-result.ts'
import { groupBy } from '../../../group.ts'
import { h } from '../../../html/page/element.ts'
import { hardwareName, variantName, workloadTitleOf } from '../../names.ts'
import { formatCount, formatNumber, formatSeconds, formatTick, formatUsd } from '../../quantities.ts'
import { knownMark } from '../known-mark.ts'
import { lead, part, section } from '../section.ts'
import { type Row, stacked, table } from '../table.ts'

/** What videos, and training, take and cost. */
export function cost(result: AutoencoderResult): HTMLElement {
  return section('cost', 'Cost', videos(result), training(result))
}

function videos(result: AutoencoderResult): HTMLElement | null {
  if (result.cost.length === 0) return null
  return h(
    'div',
    {},
    part('Videos'),
    lead('At the stated price of a GPU and hour; one video after the other.'),
    table(
      'Cost of videos',
      [
        { title: 'Variant' },
        { title: 'Known' },
        { title: 'On' },
        { title: 'One video', isNumber: true },
        { title: 'Costs', isNumber: true },
        { title: 'Full run', isNumber: true },
        { title: 'Costs', isNumber: true },
      ],
      costRows(result),
    ),
  )
}

/** Largest workload first, under a heading each. */
function costRows(result: AutoencoderResult): Row[] {
  const byWorkload = [...groupBy(result.cost, ({ workload }) => workload)].reverse()
  return byWorkload.flatMap(([workload, rows]): Row[] => [
    { group: workloadTitleOf(result, workload), cells: [] },
    ...rows.map((row) => ({
      cells: [
        variantName(row.variant),
        knownMark(row.kind),
        [hardwareName(row), h('small', {}, `${formatUsd(row.usdPerGpuHour)} an hour each`)],
        stacked(formatSeconds(row.secondsPerVideo), `${formatNumber(row.gpuHoursPerVideo)} GPU-hours`),
        formatUsd(row.usdPerVideo),
        stacked(
          `${formatNumber(row.gpuHours)} GPU-hours`,
          `${formatCount(row.videos)} videos, ${formatSeconds(row.seconds)}`,
        ),
        h('span', { class: 'value' }, formatUsd(row.usd)),
      ],
    })),
  ])
}

function training({ training: record }: AutoencoderResult): HTMLElement {
  return h(
    'div',
    {},
    part('Training, as published'),
    lead(`At ${formatUsd(record.usdPerGpuHour)} a GPU and hour. ${record.source}`),
    table(
      'Training',
      [
        { title: 'Stage' },
        { title: 'Clips', isNumber: true },
        { title: 'Iterations', isNumber: true },
        { title: 'GPUs', isNumber: true },
        { title: 'GPU-days', isNumber: true },
        { title: 'Cost', isNumber: true },
      ],
      [
        ...record.stages.map((stage) => ({
          cells: [
            stage.title,
            `${formatTick(formatNumber, stage.clips / 1e6)} M`,
            formatCount(stage.iterations),
            stage.gpus,
            formatCount(stage.gpuDays),
            formatUsd(stage.usd),
          ],
        })),
        {
          cells: [
            h('strong', {}, 'Together'),
            '',
            '',
            '',
            h('span', { class: 'value' }, formatCount(record.gpuDays)),
            h('span', { class: 'value' }, formatUsd(record.usd)),
          ],
        },
      ],
    ),
    h('p', { class: 'bars-title' }, 'One training run, beside other models'),
    costBars(record.comparison),
  )
}

function costBars(rows: AutoencoderResult['training']['comparison']): HTMLElement {
  const most = Math.max(...rows.map(({ usd }) => usd))
  return h(
    'ul',
    { class: 'cost-bars' },
    rows.map(({ model, usd, gpus, gpuHours, estimated }) => {
      const bar = h('span', { class: estimated ? 'bar estimated' : 'bar' })
      bar.style.width = `${Math.max(1, (usd / most) * 100)}%`
      return h(
        'li',
        {},
        h('span', { class: 'name' }, model),
        h('span', { class: 'track' }, bar),
        h(
          'span',
          { class: 'amount' },
          `${formatUsd(usd)}${estimated ? ', estimated' : ''}`,
          h('small', {}, `${formatCount(gpus)} GPUs, ${formatCount(gpuHours)} GPU-hours`),
        ),
      )
    }),
  )
}
