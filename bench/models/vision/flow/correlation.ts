// C channels, H×W places of the first map, h×w places of the second, N = H·W, R radius
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { floatTensor } from '../../../tensor/tensor.ts'
import { sampleAt } from './sampling.ts'

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
  const centres = g.reshape(g.transpose(places, [0, 2, 3, 1]), [rows * columns, 1, 1, 2])
  const window = g.constant(offsets(radius))
  const sampled = pyramid.map((level, i) => {
    const around = g.add(g.mul(centres, 1 / 2 ** i), window) // [N, 2R+1, 2R+1, 2]
    return g.reshape(sampleAt(g, level, around), [1, rows, columns, side * side])
  })
  return g.transpose(g.concat(sampled, 3), [0, 3, 1, 2])
}

function offsets(radius: number) {
  const side = 2 * radius + 1
  const window = floatTensor([1, side, side, 2])
  for (let i = 0; i < side * side; i++) {
    window.data[2 * i] = Math.floor(i / side) - radius
    window.data[2 * i + 1] = (i % side) - radius
  }
  return window
}
