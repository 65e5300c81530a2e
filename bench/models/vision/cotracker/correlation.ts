// S frames of a window, N tracks, C channels, h×w places of a level, R radius
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { floatTensor } from '../../../tensor/tensor.ts'
import { sample } from '../flow/sampling.ts'

// facebookresearch/co-tracker, cotracker.py, forward_window
const radius = 3
const side = 2 * radius + 1

/** Correlations of one level. */
export const correlationsPerLevel = side * side

/**
 * How well a track's features fit what lies around its place in each frame and level. Levels [S, C, h, w], features
 * [S, N, C], places in pixels of the first level [S, N, 2] → [S, N, levels·(2R+1)²]. Within a level the column's offset
 * is the outer one, which the weights rely on.
 *
 * Source: facebookresearch/co-tracker, blocks.py, CorrBlock.
 */
export function correlate(g: Graph, levels: readonly Value[], features: Value, places: Value): Value {
  const [frames, tracks, channels] = features.shape as readonly [number, number, number]
  const centres = g.reshape(places, [frames * tracks, 2])
  const found = levels.map((level, i) => {
    const [, , rows, columns] = level.shape as readonly [number, number, number, number]
    const products = g.matMul(features, g.reshape(level, [frames, channels, rows * columns])) // [S, N, h·w]
    const { scales, offsets } = windowAt(1 / 2 ** i)
    const around = g.linear(centres, g.constant(scales), g.constant(offsets)) // [S·N, 2·(2R+1)²]
    const grid = normalPlaces(g, g.reshape(around, [frames * tracks, side, side, 2]), rows, columns)
    const maps = g.reshape(products, [frames * tracks, 1, rows, columns])
    return g.reshape(sample(g, maps, grid, 'border'), [frames, tracks, side * side])
  })
  return g.div(g.concat(found, 2), Math.sqrt(channels))
}

/** Bilinear samples of a map [1, C, h, w] at places in its pixels, [N, 2] → [N, C]; outside, the border's values. */
export function sampleAt(g: Graph, map: Value, places: Value): Value {
  const [, channels, rows, columns] = map.shape as readonly [number, number, number, number]
  const tracks = places.shape[0] as number
  const grid = g.reshape(normalPlaces(g, places, rows, columns), [1, tracks, 1, 2])
  return g.transpose(g.reshape(sample(g, map, grid, 'border'), [channels, tracks]), [1, 0])
}

/** Pixels (column, row) of a map as -1 … 1, in upstream's order of operations: roundings are magnified later. */
function normalPlaces(g: Graph, places: Value, rows: number, columns: number): Value {
  const factors = [columns, rows].map((size) => 2 / Math.max(size - 1, 1))
  return g.sub(g.mul(places, g.constant(floatTensor([2], factors))), 1)
}

/** The map from a centre in pixels of the first level to its window in a level: factors [2·(2R+1)², 2], offsets. */
function windowAt(scale: number) {
  const scales = floatTensor([2 * side * side, 2])
  const offsets = floatTensor([2 * side * side])
  for (let i = 0; i < side * side; i++) {
    scales.data[4 * i] = scale
    scales.data[4 * i + 3] = scale
    offsets.data[2 * i] = Math.floor(i / side) - radius
    offsets.data[2 * i + 1] = (i % side) - radius
  }
  return { scales, offsets }
}
