import type { AutoencoderResult } from '../../../../bench/records/autoencoder-result.ts'
import { h } from '../../../html/page/element.ts'
import { cellSize, hardwareName, stageTitles, variantName } from '../../names.ts'
import {
  formatCount,
  formatDeviation,
  formatFlops,
  formatIn,
  formatSeconds,
  formatSecondsRange,
  formatShare,
} from '../../quantities.ts'
import { lead, part, section } from '../section.ts'
import { stacked, table } from '../table.ts'

/** What the composed and the projected times were held against. */
export function checks(result: AutoencoderResult): HTMLElement | null {
  const parts = [composed(result), residuals(result), references(result)].filter((each) => each !== null)
  return parts.length === 0 ? null : section('checks', 'Checks of the method', parts)
}

function composed({ composedChecks }: AutoencoderResult): HTMLElement | null {
  if (composedChecks.length === 0) return null
  return h(
    'div',
    {},
    part('Composed against whole'),
    lead('The same transformer, composed from one block of each kind and run whole.'),
    table(
      'Composed against whole',
      [
        { title: 'Network' },
        { title: 'Whole', isNumber: true },
        { title: 'Composed', isNumber: true },
        { title: 'Deviation', isNumber: true },
        { title: '' },
      ],
      composedChecks.map((check) => ({
        cells: [
          [
            check.title,
            /width/.test(check.title)
              ? null
              : h(
                  'small',
                  {},
                  `width ${formatCount(check.hiddenSize)}, ${check.doubleBlocks} double and ${check.singleBlocks} single blocks, ${formatCount(check.imageTokens)} + ${formatCount(check.textTokens)} tokens`,
                ),
          ],
          stacked(formatSeconds(check.whole.seconds), formatSecondsRange(check.whole.interval)),
          stacked(formatSeconds(check.composed.seconds), formatSecondsRange(check.composed.interval)),
          stacked(
            formatDeviation(check.relative),
            check.interval === null
              ? 'one round'
              : `${formatDeviation(check.interval[0])} to ${formatDeviation(check.interval[1])}`,
          ),
          badge(check.holds),
        ],
      })),
    ),
  )
}

const badge = (holds: boolean | null) =>
  holds === null
    ? h('span', { class: 'badge' }, '– too noisy to say')
    : h('span', { class: `badge ${holds ? 'pass' : 'fail'}` }, holds ? '✓ holds' : '✕ differs')

function residuals({ residuals: rows, efficiency }: AutoencoderResult): HTMLElement | null {
  if (rows.length === 0) return null
  return h(
    'div',
    {},
    part('Projection against published times'),
    lead(
      `One number is fitted: published times reach ${formatShare(efficiency.value)} of the roofline of ${efficiency.hardware} (each alone: ${formatShare(efficiency.low)} to ${formatShare(efficiency.high)}). Times that the fit has not seen test it.`,
    ),
    table(
      'Residuals',
      [
        { title: 'Workload' },
        { title: 'On' },
        { title: 'Published', isNumber: true },
        { title: 'Projected', isNumber: true },
        { title: 'Residual', isNumber: true },
        { title: 'In the fit' },
      ],
      rows.map(({ variant, workload, publishedSeconds, projected, relative, fitted, source }) => ({
        cells: [
          [`${variantName(variant)}, ${workload}`, h('small', { class: 'wrap source' }, source)],
          hardwareName(projected),
          formatIn(publishedSeconds, 's'),
          stacked(
            formatIn(Math.round(projected.seconds), 's'),
            `${formatCount(projected.interval[0])} to ${formatCount(projected.interval[1])} s`,
          ),
          h('span', { class: 'value' }, formatDeviation(relative)),
          fitted ? 'yes' : h('strong', {}, 'held out'),
        ],
      })),
    ),
  )
}

function references({ references: rows }: AutoencoderResult): HTMLElement | null {
  if (rows.length === 0) return null
  return h(
    'div',
    {},
    part('Beside the reference implementation'),
    lead(
      'Times of the authors’ code on a machine of this kind, scaled by the matrix product of both machines.',
    ),
    table(
      'References',
      [
        { title: 'Stage' },
        { title: 'Here', isNumber: true },
        { title: 'Reference, scaled', isNumber: true },
        { title: 'Difference', isNumber: true },
        { title: 'Reached here', isNumber: true },
      ],
      rows.map((row) => ({
        cells: [
          [
            `${variantName(row.variant)}, ${stageTitles[row.stage].toLowerCase()}`,
            h('small', { class: 'wrap' }, `${cellSize(row)}. ${row.note}`),
          ],
          stacked(formatSeconds(row.seconds), formatSecondsRange(row.measured.interval)),
          stacked(
            formatSeconds(row.scaledReferenceSeconds),
            `recorded ${formatSeconds(row.referenceSeconds)}`,
          ),
          formatDeviation((row.seconds - row.scaledReferenceSeconds) / row.scaledReferenceSeconds),
          formatFlops(row.achievedFlopsPerSecond, 'FLOP/s'),
        ],
      })),
    ),
  )
}
