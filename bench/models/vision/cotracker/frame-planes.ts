// H rows, W columns of a frame
import { type FloatTensor, floatTensor, type Tensor } from '../../../tensor/tensor.ts'

const channels = 3

/**
 * A frame uint8 [H, W, 3] as float32 planes [1, 3, rows, columns], 0 to 255, resized bilinearly so that the corners stay
 * the corners, without antialiasing.
 *
 * Source: facebookresearch/co-tracker, predictor.py, _compute_sparse_tracks; PyTorch's interpolate with align_corners.
 */
export function framePlanes({ shape, data }: Tensor<'uint8'>, rows: number, columns: number): FloatTensor {
  const [height, width] = shape as readonly [number, number, number]
  const [down, across] = [linearTaps(height, rows), linearTaps(width, columns)]
  const planes = floatTensor([1, channels, rows, columns])
  for (let row = 0; row < rows; row++) {
    const [upper, lower] = [down.first[row]! * width, down.second[row]! * width]
    const fall = down.weight[row]!
    for (let column = 0; column < columns; column++) {
      const [left, right] = [across.first[column]!, across.second[column]!]
      const share = across.weight[column]!
      for (let channel = 0; channel < channels; channel++) {
        const value = (at: number) => data[channels * at + channel]!
        const top = value(upper + left) * (1 - share) + value(upper + right) * share
        const bottom = value(lower + left) * (1 - share) + value(lower + right) * share
        planes.data[(channel * rows + row) * columns + column] = top * (1 - fall) + bottom * fall
      }
    }
  }
  return planes
}

/** For every place of a line of `to` places: its two neighbours in a line of `from`, and the second one's weight. */
function linearTaps(from: number, to: number) {
  const first = new Int32Array(to)
  const second = new Int32Array(to)
  const weight = new Float32Array(to)
  const scale = to > 1 ? Math.fround((from - 1) / (to - 1)) : 0
  for (let place = 0; place < to; place++) {
    const source = Math.fround(scale * place)
    const floor = Math.min(Math.floor(source), from - 1)
    first[place] = floor
    second[place] = Math.min(floor + 1, from - 1)
    weight[place] = Math.min(source - floor, 1)
  }
  return { first, second, weight }
}
