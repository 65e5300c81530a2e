import type { ComponentChildren } from 'preact'

interface TableProps {
  readonly label: string
  /** Heads of the columns; those of numbers are set to the right. */
  readonly columns: readonly (string | { readonly number: string })[]
  /** Its rows. */
  readonly children: ComponentChildren
}

/** A table that scrolls by itself where the page is too narrow for it. */
export function Table({ label, columns, children }: TableProps) {
  return (
    <section class="scroll" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) =>
              typeof column === 'string' ? (
                <th scope="col" key={column}>
                  {column}
                </th>
              ) : (
                <th scope="col" class="number" key={column.number}>
                  {column.number}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}
