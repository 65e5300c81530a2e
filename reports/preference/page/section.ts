import { h } from '../../html/page/element.ts'

type Children = Parameters<typeof h>[2]

/** A titled part of the page that the navigation leads to. */
export function section(id: string, title: string, ...children: readonly Children[]): HTMLElement {
  return h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    ...children,
  )
}

/** A sentence or two that says what is shown. */
export const lead = (...text: readonly (string | null)[]) =>
  h('p', { class: 'lead' }, text.filter((part) => part !== null).join(' '))

/** A table that scrolls by itself where the screen is narrow. Cells may be nodes. */
export function table(
  head: readonly { readonly title: string; readonly number?: boolean }[],
  rows: readonly (readonly (Node | string)[])[],
  caption: string,
): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map(({ title, number }) => h('th', { scope: 'col', class: number ? 'number' : null }, title)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((cells) =>
          h(
            'tr',
            {},
            cells.map((cell, column) =>
              column === 0
                ? h('th', { scope: 'row' }, cell)
                : h('td', { class: head[column]?.number ? 'number' : null }, cell),
            ),
          ),
        ),
      ),
    ),
  )
}

/** The model's colour beside its name. */
export function modelName(models: readonly string[], model: string): HTMLElement {
  return h(
    'span',
    { class: 'model-name' },
    h('span', { class: `swatch s${models.indexOf(model) % 7}` }),
    model,
  )
}
