// C channels, H×W places of the first map, h×w places of the second, N = H·W, R radius
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { floatTensor } from '../../../tensor/tensor.ts'
import { sample } from './sampling.ts'

/**
 * Products of every place of map a with every place of map b, each [1, C, H, W], over √C; then means of 2×2 places,
 * again and again: level l is [N, 1, h / 2^l, w / 2^l].
 *
 * Source: Teed and Deng 2020, section 3.2; princeton-vl/RAFT, corr.py.
 */
export function correlationPyramid(g: Graph, a: Value, b: Value, levels: number): readonly Value[] {
  const [, channels, rows, columns] = a.shape as readonly [number, number, number, number]
  const flat = (x: Value) => g.reshape(x, [channels, rows * columns])
  const products = g.div(g.matMul(g.transpose(flat(a), [1, 0]), flat(b)), Math.sqrt(channels)) // [N, N]
  const pyramid = [g.reshape(products, [rows * columns, 1, rows, columns])]
  while (pyramid.length < levels) {
    pyramid.push(g.one('AveragePool', [pyramid.at(-1)!], { kernel_shape: [2, 2], strides: [2, 2] }))
  }
  return pyramid
}

/**
 * Correlations around the places where pixels have gone, [1, 2, H, W] → [1, levels·(2R+1)², H, W]. Within a level the
 * column's offset is the outer one, which the weights rely on.
 */
export function lookUp(g: Graph, pyramid: readonly Value[], places: Value, radius: number): Value {
  const [, , rows, columns] = places.shape as readonly [number, number, number, number]
  const side = 2 * radius + 1
  const centres = g.reshape(g.transpose(places, [0, 2, 3, 1]), [rows * columns, 2])
  const sampled = pyramid.map((level, i) => {
    const { scales, offsets, half } = windowOf(level, 1 / 2 ** i, radius)
    // one product spreads a centre over its window: adding two columns at a time would take longer than the sampling
    const around = g.linear(centres, g.constant(scales), g.constant(offsets)) // [N, 2·(2R+1)²]
    // in upstream's order, pixels first: rounding differences of places are magnified by the map's slope
    const grid = g.sub(g.div(around, g.constant(half)), 1)
    const found = sample(g, level, g.reshape(grid, [rows * columns, side, side, 2]), 'zeros')
    return g.reshape(found, [1, rows, columns, side * side])
  })
  return g.transpose(g.concat(sampled, 3), [0, 3, 1, 2])
}

/**
 * The map from a centre in pixels of the first level to its window in a level, also in pixels: factors [2·(2R+1)², 2] and
 * what is added, [2·(2R+1)²]; and half the level's width or height, by which they are divided, [2·(2R+1)²].
 */
function windowOf(level: Value, scale: number, radius: number) {
  const [, , rows, columns] = level.shape as readonly [number, number, number, number]
  const side = 2 * radius + 1
  const scales = floatTensor([2 * side * side, 2])
  const offsets = floatTensor([2 * side * side])
  const half = floatTensor([2 * side * side])
  for (let i = 0; i < side * side; i++) {
    const place = [Math.floor(i / side) - radius, (i % side) - radius] as const
    for (const axis of [0, 1] as const) {
      scales.data[4 * i + 3 * axis] = scale
      offsets.data[2 * i + axis] = place[axis]
      half.data[2 * i + axis] = ((axis === 0 ? columns : rows) - 1) / 2
    }
  }
  return { scales, offsets, half }
}
