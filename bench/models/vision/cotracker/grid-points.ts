import { type FloatTensor, floatTensor } from '../../../tensor/tensor.ts'

// facebookresearch/co-tracker, model_utils.py, get_points_on_a_grid
const marginShare = 1 / 64

/** A grid of size × size points over a frame, row by row, with a margin of 1/64 of its width: [size², 2], column and row. */
export function gridPoints(size: number, rows: number, columns: number): FloatTensor {
  const margin = columns * marginShare
  const [across, down] = [columns, rows].map((extent) => evenly(margin, extent - margin, size))
  const points = floatTensor([size * size, 2])
  for (let i = 0; i < size * size; i++) {
    points.data[2 * i] = across![i % size]!
    points.data[2 * i + 1] = down![Math.floor(i / size)]!
  }
  return points
}

/** `count` numbers from first to last in the float32 steps of PyTorch's linspace: from the nearer end. */
function evenly(first: number, last: number, count: number): number[] {
  const step = Math.fround((last - first) / (count - 1))
  return Array.from({ length: count }, (_, i) =>
    Math.fround(i < count / 2 ? first + step * i : last - step * (count - 1 - i)),
  )
}
