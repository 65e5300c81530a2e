// C planes, H rows, W columns
import { type FloatTensor, floatTensor } from '../../../tensor/tensor.ts'
import { cubicTaps } from './cubic.ts'

/**
 * Bicubic interpolation of planes float32 [C, H, W] → [C, rows, columns], as PyTorch's `interpolate` without
 * antialiasing computes it.
 */
export function resizeBicubic(planes: FloatTensor, rows: number, columns: number): FloatTensor {
  const [count, height, width] = planes.shape as readonly [number, number, number]
  const [vertical, horizontal] = [cubicTaps(height, rows), cubicTaps(width, columns)]
  const wide = floatTensor([count, height, columns])
  for (let line = 0; line < count * height; line++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0
      for (let tap = 4 * column; tap < 4 * column + 4; tap++) {
        sum += planes.data[line * width + horizontal.indices[tap]!]! * horizontal.weights[tap]!
      }
      wide.data[line * columns + column] = sum
    }
  }
  const resized = floatTensor([count, rows, columns])
  for (let line = 0; line < count * rows; line++) {
    const plane = Math.floor(line / rows) * height
    const first = 4 * (line % rows)
    for (let tap = first; tap < first + 4; tap++) {
      const source = (plane + vertical.indices[tap]!) * columns
      const weight = vertical.weights[tap]!
      for (let column = 0; column < columns; column++) {
        resized.data[line * columns + column]! += wide.data[source + column]! * weight
      }
    }
  }
  return resized
}
