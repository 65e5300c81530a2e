import type { Size } from './size.ts'

export type Interpolation = 'bilinear' | 'bicubic'

/**
 * Resizes planes as torchvision resizes a float tensor: C planes of H × W, row by row. Bicubic results over- and undershoot
 * the range of the input and are not clamped. VBench asks for no antialiasing; only GRiT's input depends on torchvision's
 * default, which is antialiasing from 0.17 on.
 *
 * Source: torch.nn.functional.interpolate(align_corners=False), aten/src/ATen/native/UpSample.h and
 * cpu/UpSampleKernel.cpp; positions in float32, because double moves results by up to 1e-4.
 */
export function resizePlanes(
  source: Float32Array,
  channels: number,
  from: Size,
  to: Size,
  interpolation: Interpolation,
  antialias = false,
): Float32Array {
  if (source.length !== channels * from.height * from.width) {
    throw new RangeError(
      `${source.length} values: expected ${channels} planes of ${from.width}x${from.height}`,
    )
  }
  const plain = interpolation === 'bicubic' ? cubicTaps : linearTaps
  const taps = antialias ? antialiasedTaps(interpolation) : plain
  const columns = taps(from.width, to.width)
  const rows = taps(from.height, to.height)
  const target = new Float32Array(channels * to.height * to.width)
  for (let channel = 0; channel < channels; channel++) {
    const plane = source.subarray(
      channel * from.height * from.width,
      (channel + 1) * from.height * from.width,
    )
    const wide = resizeRows(plane, from.height, from.width, columns)
    resizeColumns(wide, to.width, rows, target, channel * to.height * to.width)
  }
  return target
}

/**
 * Resizes planes as torchvision resizes a uint8 tensor: in float32, then clamped to 0 … 255 and rounded, halves to even.
 *
 * Source: torchvision/transforms/functional_tensor.py (0.14), resize and _cast_squeeze_out.
 */
export function resizeBytePlanes(
  source: Uint8Array,
  channels: number,
  from: Size,
  to: Size,
  interpolation: Interpolation,
): Uint8Array {
  const resized = resizePlanes(Float32Array.from(source), channels, from, to, interpolation)
  // Uint8ClampedArray clamps and rounds halves to even (ECMAScript, ToUint8Clamp)
  return new Uint8Array(Uint8ClampedArray.from(resized).buffer)
}

/** Which source values make each target value, and with what weights: `size` of each, one target after the other. */
interface Taps {
  readonly size: number
  readonly indices: Int32Array
  readonly weights: Float32Array
}

/** float32 position of target index `i` in the source: (i + ½) · from / to − ½. */
function sourcePosition(i: number, from: number, to: number): number {
  const scale = Math.fround(from / to)
  return Math.fround(Math.fround(scale * (i + 0.5)) - 0.5)
}

function linearTaps(from: number, to: number): Taps {
  const indices = new Int32Array(to * 2)
  const weights = new Float32Array(to * 2)
  for (let i = 0; i < to; i++) {
    const position = from === to ? i : Math.max(0, sourcePosition(i, from, to))
    const first = Math.min(Math.floor(position), from - 1)
    const share = Math.fround(Math.min(1, position - first))
    indices.set([first, Math.min(first + 1, from - 1)], i * 2)
    weights.set([1 - share, share], i * 2)
  }
  return { size: 2, indices, weights }
}

/** Keys' parameter of PyTorch's and OpenCV's bicubic kernel (aten/src/ATen/native/UpSample.h). */
const keysParameter = -0.75

function cubicTaps(from: number, to: number): Taps {
  const indices = new Int32Array(to * 4)
  const weights = new Float32Array(to * 4)
  for (let i = 0; i < to; i++) {
    const position = from === to ? i : sourcePosition(i, from, to)
    const first = Math.floor(position)
    const share = Math.fround(position - first)
    for (let tap = 0; tap < 4; tap++) {
      indices[i * 4 + tap] = Math.max(0, Math.min(first - 1 + tap, from - 1))
      weights[i * 4 + tap] = cubicWeight(Math.abs(tap - 1 - share), keysParameter)
    }
  }
  return { size: 4, indices, weights }
}

/** Cubic convolution kernel at distance `x` with Keys' parameter `a` (Keys 1981, equation 15). */
export function cubicWeight(x: number, a: number): number {
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1
  if (x < 2) return ((x - 5) * x + 8) * x * a - 4 * a
  return 0
}

/** The kernels of antialiasing, with their reach in source pixels when a picture is not made smaller. */
const kernels: Record<Interpolation, { readonly reach: number; readonly weight: (x: number) => number }> = {
  bilinear: { reach: 1, weight: (x) => Math.max(0, 1 - x) },
  // −0.5 here, as Pillow, against −0.75 without antialiasing (UpSampleKernel.cpp, HelperInterpCubic::aa_filter)
  bicubic: { reach: 2, weight: (x) => cubicWeight(x, -0.5) },
}

function antialiasedTaps(interpolation: Interpolation): (from: number, to: number) => Taps {
  const { reach, weight } = kernels[interpolation]
  return (from, to) => {
    const scale = from / to
    const stretch = Math.max(1, scale)
    const size = Math.ceil(reach * stretch) * 2 + 1
    const indices = new Int32Array(to * size)
    const weights = new Float32Array(to * size)
    for (let i = 0; i < to; i++) {
      const centre = (i + 0.5) * scale
      const first = Math.max(0, Math.trunc(centre - reach * stretch + 0.5))
      const end = Math.min(from, Math.trunc(centre + reach * stretch + 0.5))
      const exact = Array.from({ length: end - first }, (_, k) =>
        weight(Math.abs((k + first - centre + 0.5) / stretch)),
      )
      const sum = exact.reduce((total, value) => total + value, 0)
      // what is left of `size` stays weight 0 of value 0
      for (const [k, value] of exact.entries()) {
        indices[i * size + k] = first + k
        weights[i * size + k] = value / sum
      }
    }
    return { size, indices, weights }
  }
}

/** A plane of `height` rows with each row resized. */
function resizeRows(plane: Float32Array, height: number, width: number, taps: Taps): Float32Array {
  const { size, indices, weights } = taps
  const count = weights.length / size
  const wide = new Float32Array(height * count)
  for (let row = 0; row < height; row++) {
    const start = row * width
    for (let i = 0; i < count; i++) {
      let sum = 0
      for (let tap = i * size; tap < (i + 1) * size; tap++) {
        sum += (plane[start + (indices[tap] as number)] as number) * (weights[tap] as number)
      }
      wide[row * count + i] = sum
    }
  }
  return wide
}

function resizeColumns(
  wide: Float32Array,
  width: number,
  taps: Taps,
  target: Float32Array,
  offset: number,
): void {
  const { size, indices, weights } = taps
  const count = weights.length / size
  for (let i = 0; i < count; i++) {
    for (let column = 0; column < width; column++) {
      let sum = 0
      for (let tap = i * size; tap < (i + 1) * size; tap++) {
        sum += (wide[(indices[tap] as number) * width + column] as number) * (weights[tap] as number)
      }
      target[offset + i * width + column] = sum
    }
  }
}
