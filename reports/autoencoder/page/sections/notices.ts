import type { AutoencoderResult } from '../../../../bench/records/autoencoder-result.ts'
import { sentence } from '../../../format.ts'
import { h } from '../../../html/page/element.ts'
import { noticesOf } from '../../notices.ts'

/** What these numbers are not, before any number. */
export function notices(result: AutoencoderResult): HTMLElement | null {
  const lines = noticesOf(result)
  if (lines.length === 0) return null
  return h(
    'aside',
    { class: 'notices', 'aria-label': 'Read this first' },
    lines.map((line) => h('p', {}, sentence(line))),
  )
}
