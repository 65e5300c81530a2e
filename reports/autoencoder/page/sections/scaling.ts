import type { AutoencoderResult, ScalingPoint } from '../../../../bench/records/autoencoder-result.ts'
import { missing } from '../../../format.ts'
import { groupBy } from '../../../group.ts'
import { h } from '../../../html/page/element.ts'
import type { Theme } from '../../../html/page/theme.ts'
import { stageTitles, variantName } from '../../names.ts'
import { formatNumber } from '../../quantities.ts'
import { scalingConfig } from '../../scaling-chart.ts'
import { chartBox } from '../chart-box.ts'
import { knownMark } from '../known-mark.ts'
import { lead, section } from '../section.ts'
import { table } from '../table.ts'

const axes = [
  { axis: 'pixels', caption: 'Time against resolution, both logarithmic' },
  { axis: 'frames', caption: 'Time against frames, both logarithmic' },
] as const satisfies readonly { axis: ScalingPoint['axis']; caption: string }[]

/** Whether any series has two points. */
function isCurve(points: readonly ScalingPoint[]): boolean {
  const series = groupBy(points, ({ variant, stage, kind, hardware }) =>
    [variant, stage, kind, hardware].join('\n'),
  )
  return [...series.values()].some((own) => new Set(own.map(({ x }) => x)).size > 1)
}

/** How time grows with resolution and length. */
export function scaling(result: AutoencoderResult, theme: Theme): HTMLElement | null {
  const { points, fits } = result.scaling
  // a series of one point shows no growth
  const shown = axes.filter(({ axis }) => isCurve(points.filter((point) => point.axis === axis)))
  if (shown.length === 0) return null
  const variants = result.variants.map(({ id }) => id)
  return section(
    'scaling',
    'Scaling',
    lead(
      'A straight line is a power of what is varied, and its slope the exponent: 1 grows in proportion, 2 with the square, as attention does. Circles are measured, squares composed, triangles projected.',
    ),
    h(
      'div',
      { class: shown.length > 1 ? 'chart-pair' : '' },
      shown.map(({ axis, caption }) =>
        chartBox(
          {
            caption,
            label: `${caption}. The table of exponents and scaling.csv have the numbers.`,
            heightPixels: 400,
            config: (look) => scalingConfig(result.scaling, axis, variants, look),
          },
          theme,
        ),
      ),
    ),
    fits.length === 0
      ? h('p', { class: 'muted' }, 'No series has two points: no exponent can be fitted.')
      : table(
          'Fitted exponents',
          [
            { title: 'Series' },
            { title: 'Known' },
            { title: 'With' },
            { title: 'Exponent', isNumber: true },
            { title: '95 % interval', isNumber: true },
            { title: 'Points', isNumber: true },
          ],
          fits.map(({ variant, stage, kind, axis, exponent, interval, points: count }) => ({
            cells: [
              `${variantName(variant)}, ${stageTitles[stage].toLowerCase()}`,
              knownMark(kind),
              axis,
              h('span', { class: 'value' }, formatNumber(exponent)),
              interval === null
                ? [missing, h('small', {}, 'two points: any line fits')]
                : `${formatNumber(interval[0])} to ${formatNumber(interval[1])}`,
              count,
            ],
          })),
        ),
  )
}
