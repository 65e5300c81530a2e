/** For every place of a line: four places of the old line and their weights. */
export interface CubicTaps {
  readonly indices: Int32Array
  readonly weights: Float64Array
}

// PyTorch, aten/src/ATen/native/UpSample.h: Keys' kernel with this parameter, without antialiasing
const a = -0.75

/**
 * Taps of bicubic interpolation of a line of `from` places to `to` places, pixel centres at halves, the border
 * repeated. `scale` is the factor by which places are mapped where it differs from to / from.
 */
export function cubicTaps(from: number, to: number, scale = to / from): CubicTaps {
  const indices = new Int32Array(4 * to)
  const weights = new Float64Array(4 * to)
  for (let place = 0; place < to; place++) {
    const source = (place + 0.5) / scale - 0.5
    const floor = Math.floor(source)
    for (let tap = 0; tap < 4; tap++) {
      indices[4 * place + tap] = Math.min(Math.max(floor - 1 + tap, 0), from - 1)
      weights[4 * place + tap] = kernel(Math.abs(source - (floor - 1 + tap)))
    }
  }
  return { indices, weights }
}

function kernel(distance: number): number {
  if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1
  return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a
}
