// N patches, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { floatTensor } from '../../../tensor/tensor.ts'
import { cubicTaps } from '../preprocess/cubic.ts'

interface Grid {
  readonly rows: number
  readonly columns: number
}

// facebookresearch/dino, vision_transformer.py, interpolate_pos_encoding: sizes are enlarged against rounding down
const enlargement = 0.1

/**
 * A square grid of position embeddings, [side², C], interpolated to another grid, [rows·columns, C]; with the sizes
 * enlarged as DINO does, unless told otherwise.
 */
export function interpolatePositions(
  g: Graph,
  positions: Value,
  side: number,
  grid: Grid,
  enlarged = enlargement,
): Value {
  if (grid.rows === side && grid.columns === side) return positions
  return g.matMul(g.constant(interpolation(side, grid, enlarged)), positions)
}

/** The linear map from the old grid to the new one, [rows·columns, side²]. */
function interpolation(side: number, { rows, columns }: Grid, enlarged: number) {
  const vertical = cubicTaps(side, rows, (rows + enlarged) / side)
  const horizontal = cubicTaps(side, columns, (columns + enlarged) / side)
  const matrix = floatTensor([rows * columns, side * side])
  for (let row = 0; row < 4 * rows; row++) {
    for (let column = 0; column < 4 * columns; column++) {
      const place = (row >> 2) * columns + (column >> 2)
      const source = vertical.indices[row]! * side + horizontal.indices[column]!
      matrix.data[place * side * side + source]! += vertical.weights[row]! * horizontal.weights[column]!
    }
  }
  return matrix
}
