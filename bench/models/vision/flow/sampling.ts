// B images, C channels, H rows, W columns; N = H·W places
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { floatTensor } from '../../../tensor/tensor.ts'

/** Pixel coordinates, [1, 2, H, W]: columns, then rows. */
export function coordinates(g: Graph, rows: number, columns: number): Value {
  const grid = floatTensor([1, 2, rows, columns])
  for (let place = 0; place < rows * columns; place++) {
    grid.data[place] = place % columns
    grid.data[rows * columns + place] = Math.floor(place / columns)
  }
  return g.constant(grid)
}

/**
 * Bilinear samples of x [B, C, H, W] at [B, h, w, 2], (column, row) from -1 for the first to 1 for the last → [B, C, h, w].
 */
export const sample = (g: Graph, x: Value, grid: Value, outside: 'zeros' | 'border'): Value =>
  g.one('GridSample', [x, grid], { mode: 'linear', padding_mode: outside, align_corners: 1 })

/** x [B, C, H, W] moved by a flow in pixels [B, 2, H, W]; the border's values fill what lies outside. */
export function warp(g: Graph, x: Value, flow: Value): Value {
  const [, , rows, columns] = x.shape as readonly [number, number, number, number]
  const still = floatTensor([1, 2, rows, columns])
  for (let place = 0; place < rows * columns; place++) {
    still.data[place] = evenly(place % columns, columns)
    still.data[rows * columns + place] = evenly(Math.floor(place / columns), rows)
  }
  const half = g.constant(floatTensor([1, 2, 1, 1], [(columns - 1) / 2, (rows - 1) / 2]))
  const grid = g.transpose(g.add(g.constant(still), g.div(flow, half)), [0, 2, 3, 1])
  return sample(g, x, grid, 'border')
}

/** Place i of n from -1 to 1, in the float32 steps of PyTorch's linspace: from the nearer end. */
function evenly(i: number, n: number): number {
  const step = Math.fround(2 / (n - 1))
  return i < n / 2 ? -1 + step * i : 1 - step * (n - 1 - i)
}

/** Bilinear resizing of [B, C, H, W] by a factor, pixel centres at halves. */
export function resize(g: Graph, x: Value, factor: number): Value {
  const [batch, channels, rows, columns] = x.shape as readonly [number, number, number, number]
  const shape = [batch, channels, Math.floor(rows * factor), Math.floor(columns * factor)]
  const attributes = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' }
  return g.one('Resize', [x, undefined, undefined, g.integers(shape)], attributes, { dtype: x.dtype, shape })
}

/** Zeros to add before and after so that a size becomes a multiple of `divisor`, the larger part after. */
export function paddingTo(size: number, divisor: number): readonly [before: number, after: number] {
  const missing = (divisor - (size % divisor)) % divisor
  return [Math.floor(missing / 2), missing - Math.floor(missing / 2)]
}

/** A frame uint8 [H, W, 3] as float32 [1, 3, H', W'], 0 to 255, its border repeated up to multiples of `divisor`. */
export function paddedFrame(g: Graph, frame: Value, divisor: number): Value {
  const [rows, columns] = frame.shape as readonly [number, number, number]
  const planes = g.unsqueeze(g.transpose(g.cast(frame, 'float32'), [2, 0, 1]), 0)
  return g.pad(planes, [[0, 0], [0, 0], paddingTo(rows, divisor), paddingTo(columns, divisor)], 'edge')
}
