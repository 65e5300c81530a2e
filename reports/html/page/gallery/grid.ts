/** Where cards lie: `columns` of `cardWidth` by `rowHeight` pixels. */
export interface Grid {
  readonly columns: number
  readonly cardWidth: number
  readonly rowHeight: number
  readonly gap: number
}

// Pixels. Two columns fit on a phone of 360; a card's text takes the same height on every card.
const gap = 16
const minCard = { narrow: 146, wide: 236 } as const
const textHeight = 84

export function gridOf(width: number): Grid {
  const least = width < 520 ? minCard.narrow : minCard.wide
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)))
  const cardWidth = Math.floor((width - gap * (columns - 1)) / columns)
  return { columns, cardWidth, rowHeight: Math.round((cardWidth * 9) / 16) + textHeight + gap, gap }
}

/** Pixels of all rows. */
export function gridHeight(grid: Grid, count: number): number {
  return Math.max(0, Math.ceil(count / grid.columns) * grid.rowHeight - grid.gap)
}

/** Cards whose rows touch `top` to `bottom` (pixels from the grid's top), with one row more on either side. */
export function visibleRange(
  grid: Grid,
  count: number,
  top: number,
  bottom: number,
): [from: number, to: number] {
  const from = Math.max(0, Math.floor(top / grid.rowHeight) - 1)
  const to = Math.max(0, Math.ceil(bottom / grid.rowHeight) + 1)
  return [Math.min(count, from * grid.columns), Math.min(count, to * grid.columns)]
}

/** Index after a key press, or null when the key does not move. */
export function moved(grid: Grid, count: number, index: number, key: string): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -grid.columns,
    ArrowDown: grid.columns,
    PageUp: -3 * grid.columns,
    PageDown: 3 * grid.columns,
    Home: -count,
    End: count,
  }
  const step = steps[key]
  if (step === undefined || count === 0) return null
  return Math.min(count - 1, Math.max(0, index + step))
}
