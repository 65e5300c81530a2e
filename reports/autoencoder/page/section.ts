import { h } from '../../html/page/element.ts'

type Child = Node | string | null | false

/** A section with a heading that the navigation finds. */
export function section(
  id: string,
  title: string,
  ...children: readonly (Child | readonly Child[])[]
): HTMLElement {
  return h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    children.flat(),
  )
}

export const lead = (text: string): HTMLElement => h('p', { class: 'lead' }, text)

/** A smaller heading inside a section. */
export const part = (title: string): HTMLElement => h('h3', { class: 'part' }, title)
