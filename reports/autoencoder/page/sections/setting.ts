import type { AutoencoderResult } from '../../../../bench/records/autoencoder-result.ts'
import { missing } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import { variantName, workloadTitle } from '../../names.ts'
import { formatCount, formatSeconds } from '../../quantities.ts'
import { lead, part, section } from '../section.ts'
import { table } from '../table.ts'

/** What was compared, on what. */
export function setting(result: AutoencoderResult): HTMLElement {
  return section('setting', 'What was compared', variants(result), workloads(result))
}

function variants({ variants: rows }: AutoencoderResult): HTMLElement {
  return table(
    'Variants',
    [
      { title: 'Variant' },
      { title: 'From' },
      { title: 'Patch', isNumber: true },
      { title: 'Frames' },
      { title: 'Tiling' },
      { title: 'Autoencoder', isNumber: true },
      { title: 'Transformer', isNumber: true },
    ],
    rows.map(({ id, title, source, patchSize, frameRule, tiling, parameters }, index) => ({
      cells: [
        [h('span', { class: `swatch s${index % 7}` }), variantName(id), h('small', { class: 'wrap' }, title)],
        source,
        patchSize ?? missing,
        frameRule,
        tilingText(tiling),
        parameterText(parameters.autoencoder),
        parameterText(parameters.transformer),
      ],
    })),
  )
}

function tilingText({
  spatial,
  temporal,
}: {
  readonly spatial: boolean
  readonly temporal: boolean
}): string {
  if (spatial && temporal) return 'space and time'
  if (!spatial && !temporal) return 'none'
  return spatial ? 'space' : 'time'
}

const parameterText = (count: number | null) =>
  count === null ? missing : count >= 1e9 ? `${(count / 1e9).toFixed(2)} B` : `${(count / 1e6).toFixed(1)} M`

function workloads(result: AutoencoderResult): HTMLElement | null {
  if (result.workloads.length === 0) return null
  const { budget } = result
  return h(
    'div',
    {},
    part('Workloads'),
    lead(
      `${formatSeconds(budget.spentSeconds)} of a budget of ${formatSeconds(budget.seconds)} were spent on measuring.`,
    ),
    table(
      'Workloads',
      [
        { title: 'Workload' },
        { title: 'Frames' },
        { title: 'Steps', isNumber: true },
        { title: 'Branches', isNumber: true },
        { title: 'Estimate', isNumber: true },
        { title: 'Run here' },
        { title: 'Why' },
      ],
      result.workloads.map((workload) => ({
        cells: [
          workloadTitle(workload),
          Object.entries(workload.frames)
            .map(([variant, frames]) => `${variantName(variant)}: ${formatCount(frames)}`)
            .join(', '),
          workload.steps,
          workload.branches,
          formatSeconds(workload.estimatedSeconds),
          workload.chosen ? 'yes' : 'no',
          h('span', { class: 'muted' }, workload.reason),
        ],
      })),
    ),
  )
}
