// N = rows · columns patches of an image, B windows, S side of a window, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import type { Grid } from './relative-attention.ts'

/** Sizes of an image that is filled up to whole windows at its right and bottom. */
export interface Windows {
  readonly side: number
  readonly grid: Grid
  readonly down: number
  readonly across: number
  /** Whether anything is filled up. */
  readonly isPadded: boolean
}

export function windowsOf(grid: Grid, side: number): Windows {
  const down = Math.ceil(grid.rows / side)
  const across = Math.ceil(grid.columns / side)
  const isPadded = down * side !== grid.rows || across * side !== grid.columns
  return { side, grid, down, across, isPadded }
}

/** Patches of an image to its windows, zeros where the image ends: [N, C] → [B, S², C]. */
export function toWindows(g: Graph, x: Value, { side, grid, down, across }: Windows): Value {
  const width = x.shape.at(-1) as number
  const image = g.reshape(x, [grid.rows, grid.columns, width])
  const padded = g.pad(
    image,
    [
      [0, down * side - grid.rows],
      [0, across * side - grid.columns],
      [0, 0],
    ],
    'constant',
  )
  const cut = g.transpose(g.reshape(padded, [down, side, across, side, width]), [0, 2, 1, 3, 4])
  return g.reshape(cut, [down * across, side * side, width])
}

/** Windows back to the image's patches: [B, S², C] → [N, C]. */
export function fromWindows(g: Graph, x: Value, { side, grid, down, across }: Windows): Value {
  const width = x.shape.at(-1) as number
  const cut = g.reshape(x, [down, across, side, side, width])
  const padded = g.reshape(g.transpose(cut, [0, 2, 1, 3, 4]), [down * side, across * side, width])
  const image = g.slice(g.slice(padded, 0, 0, grid.rows), 1, 0, grid.columns)
  return g.reshape(image, [grid.rows * grid.columns, width])
}
