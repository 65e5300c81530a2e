import type { AutoencoderResult, Speedup } from '../../../../bench/records/autoencoder-result.ts'
import { formatLevel, missing } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import { stageTitles, variantName, workloadTitleOf } from '../../names.ts'
import { formatFactor, formatFactorRange } from '../../quantities.ts'
import { knownMark } from '../known-mark.ts'
import { lead, section } from '../section.ts'
import { table } from '../table.ts'

/** Every speed-up with its interval. */
export function speedups(result: AutoencoderResult): HTMLElement | null {
  if (result.speedups.length === 0) return null
  // then the reason stands above, once for all
  const noisy = result.noise.verdict !== 'quiet'
  return section(
    'speedups',
    'Speed-up',
    lead(
      'Times of the first variant over times of the other. Rounds are interleaved, so that what slows the machine for a while slows both. A projection is computed for other hardware and never a measurement.',
    ),
    table(
      'Speed-ups',
      [
        { title: 'Workload' },
        { title: 'Known' },
        { title: 'Speed-up', isNumber: true },
        { title: 'Interval', isNumber: true },
        { title: 'Rounds', isNumber: true },
        { title: 'On' },
        { title: 'Verdict' },
      ],
      // what was measured here first, then the largest workloads
      result.speedups.toSorted(hereFirst).map((speedup) => ({
        cells: [
          [
            `${stageTitles[speedup.scope]}, ${workloadTitleOf(result, speedup.workload)}`,
            h('small', {}, `${variantName(speedup.slow)} → ${variantName(speedup.fast)}`),
          ],
          knownMark(speedup.kind),
          h('span', { class: 'value' }, formatFactor(speedup.factor)),
          [
            formatFactorRange(speedup.interval),
            speedup.interval === null
              ? null
              : h(
                  'small',
                  {},
                  speedup.level === null
                    ? 'range of the fit'
                    : formatLevel({ low: 0, high: 0, level: speedup.level }),
                ),
          ],
          speedup.kind === 'projected' ? missing : speedup.rounds,
          speedup.hardware === null ? 'this machine' : `${speedup.hardware.gpus} × ${speedup.hardware.title}`,
          speedup.kind === 'projected' ? '' : verdictCell(speedup.verdict, noisy ? '' : speedup.message),
        ],
      })),
    ),
  )
}

const hereFirst = (a: Speedup, b: Speedup) => Number(a.kind === 'projected') - Number(b.kind === 'projected')

function verdictCell(verdict: 'conclusive' | 'inconclusive', message: string) {
  return verdict === 'conclusive'
    ? h('span', { class: 'badge pass' }, '✓ conclusive')
    : [
        h('span', { class: 'badge inconclusive' }, '? inconclusive'),
        message === '' ? null : h('small', {}, message),
      ]
}
