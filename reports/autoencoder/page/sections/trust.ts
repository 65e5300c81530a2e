import type { AutoencoderResult } from '../../../../bench/records/autoencoder-result.ts'
import { h } from '../../../html/page/element.ts'
import { trustPoints } from '../../trust.ts'
import { section } from '../section.ts'

/** "How far can these numbers be trusted?" */
export function trust(result: AutoencoderResult): HTMLElement {
  return section(
    'trust',
    'How far can these numbers be trusted?',
    h(
      'dl',
      { class: 'trust' },
      trustPoints(result).map(({ title, text }) => h('div', {}, h('dt', {}, title), h('dd', {}, text))),
    ),
  )
}
