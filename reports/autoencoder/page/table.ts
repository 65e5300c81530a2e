import { h } from '../../html/page/element.ts'

export type Cell = Node | string | number | null | readonly (Node | string | number | null | false)[]

export interface Column {
  readonly title: string
  /** Numbers are set to the right. */
  readonly isNumber?: boolean
}

export interface Row {
  /** Heading above the row's cells instead of cells. */
  readonly group?: string
  readonly cells: readonly Cell[]
}

/** A table that scrolls sideways in itself; the first cell of a row is its heading. */
export function table(label: string, columns: readonly Column[], rows: readonly Row[]): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label },
    h(
      'table',
      { class: 'plain-table' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          columns.map(({ title, isNumber }) =>
            h('th', { scope: 'col', class: isNumber === true ? 'number' : null }, title),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) => rowOf(row, columns)),
      ),
    ),
  )
}

function rowOf({ group, cells }: Row, columns: readonly Column[]): HTMLElement {
  if (group !== undefined) {
    return h('tr', { class: 'group' }, h('th', { scope: 'rowgroup', colspan: columns.length }, group))
  }
  return h(
    'tr',
    {},
    cells.map((cell, index) => {
      const name = columns[index]?.isNumber === true ? 'number' : null
      const content = Array.isArray(cell) ? cell : [cell as Node | string | number | null]
      return index === 0 ? h('th', { scope: 'row', class: name }, content) : h('td', { class: name }, content)
    }),
  )
}

/** A value with a smaller line below it. */
export const stacked = (value: string, note: string | null): Cell => [
  h('span', { class: 'value' }, value),
  note === null || note === '' ? null : h('small', {}, note),
]
