import type { CertifiedNetwork, ParityCertificate } from '../../../../bench/records/parity-certificate.ts'
import { h } from '../element.ts'

/** Every network held against upstream's recorded numbers on this machine. */
export function certificate({ networks, machine, software, provider }: ParityCertificate): HTMLElement {
  const headings = ['Network', 'Dimensions', 'Largest error', 'Relative', 'Tolerance', 'Verdict']
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Parity with upstream' },
    h(
      'table',
      {},
      h(
        'caption',
        {},
        `Each network against numbers recorded from VBench’s own code: ${machine.cpu}, ${machine.cores} cores, ${provider}, ONNX Runtime ${software.packages['onnxruntime-node'] ?? 'absent'}`,
      ),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          headings.map((text) => h('th', { scope: 'col' }, text)),
        ),
      ),
      h('tbody', {}, networks.map(row)),
    ),
  )
}

function row({ component, dimensions, largest, outputs, failed }: CertifiedNetwork): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, component),
    h('td', {}, dimensions.join(', ')),
    h('td', { class: 'number' }, errorText(largest.absoluteError)),
    h('td', { class: 'number' }, errorText(largest.relativeError)),
    h('td', { class: 'number' }, largest.tolerance),
    h('td', {}, failed === 0 ? `all ${outputs} outputs hold` : `${failed} of ${outputs} outputs fail`),
  )
}

const errorText = (error: number | null) => error?.toExponential(1) ?? 'none'
