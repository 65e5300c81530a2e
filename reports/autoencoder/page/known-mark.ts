import { h } from '../../html/page/element.ts'
import { type Known, knownTexts } from '../names.ts'

/** A number's kind as pattern and word, so that neither colour nor the word alone is needed. */
export function knownMark(known: Known): HTMLElement {
  return h(
    'span',
    { class: 'known', title: knownTexts[known] },
    h('span', { class: `pattern ${known}`, 'aria-hidden': 'true' }),
    known,
  )
}

/** What each of these kinds means. */
export function knownLegend(kinds: readonly Known[]): HTMLElement {
  return h(
    'ul',
    { class: 'known-legend' },
    kinds.map((kind) => h('li', {}, knownMark(kind), h('span', { class: 'muted' }, knownTexts[kind]))),
  )
}
