import type { Size } from './size.ts'
import { cubicWeight, type Interpolation } from './tensor.ts'

/**
 * Resizes an interleaved 8-bit picture as Pillow does, to the byte: antialiased, in fixed point, rows before columns.
 * (torchvision's `antialias` does not change this path.)
 *
 * Source: Pillow src/libImaging/Resample.c.
 */
export function resizePillow(
  source: Uint8Array,
  channels: number,
  from: Size,
  to: Size,
  interpolation: Interpolation,
): Uint8Array {
  if (source.length !== channels * from.height * from.width) {
    throw new RangeError(`${source.length} bytes: expected ${channels} · ${from.width}x${from.height}`)
  }
  const wide =
    from.width === to.width
      ? source
      : resample(source, taps(from.width, to.width, interpolation), {
          lines: from.height,
          lineStep: from.width * channels,
          values: channels,
          valueStep: 1,
          tapStep: channels,
        })
  if (from.height === to.height) return wide === source ? Uint8Array.from(source) : wide
  const rowBytes = to.width * channels
  return resample(wide, taps(from.height, to.height, interpolation), {
    lines: 1,
    lineStep: 0,
    values: rowBytes,
    valueStep: 1,
    tapStep: rowBytes,
  })
}

/** The kernels with their reach in source pixels when a picture is not made smaller. */
const kernels: Record<Interpolation, { readonly reach: number; readonly weight: (x: number) => number }> = {
  bilinear: { reach: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  // Pillow's bicubic takes Keys' parameter −0.5 where PyTorch takes −0.75 (Resample.c, bicubic_filter)
  bicubic: { reach: 2, weight: (x) => cubicWeight(Math.abs(x), -0.5) },
}

/** Bits after the binary point of a weight: 8 of the result and 2 of headroom leave 22 of 32 (Resample.c). */
const precisionBits = 22

/** The source values of one target value: from `first`, one weight each. */
interface Tap {
  readonly first: number
  readonly weights: Int32Array
}

function taps(from: number, to: number, interpolation: Interpolation): Tap[] {
  const { reach, weight } = kernels[interpolation]
  const scale = from / to
  const stretch = Math.max(1, scale)
  const support = reach * stretch
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - support + 0.5))
    const end = Math.min(from, Math.trunc(centre + support + 0.5))
    // Pillow multiplies by the reciprocal, which differs from a division in the last bit
    const shrink = 1 / stretch
    const exact = Array.from({ length: end - first }, (_, k) => weight((k + first - centre + 0.5) * shrink))
    const sum = exact.reduce((total, value) => total + value, 0)
    const weights = exact.map((value) => {
      const fixed = (sum === 0 ? value : value * (1 / sum)) * 2 ** precisionBits
      return Math.trunc(fixed < 0 ? fixed - 0.5 : fixed + 0.5)
    })
    return { first, weights: Int32Array.from(weights) }
  })
}

/** How to walk the bytes: `lines` of targets, each target of `values` neighbouring bytes, `tapStep` bytes between taps. */
interface Walk {
  readonly lines: number
  readonly lineStep: number
  readonly values: number
  readonly valueStep: number
  readonly tapStep: number
}

function resample(source: Uint8Array, targets: readonly Tap[], walk: Walk): Uint8Array {
  // Uint8ClampedArray clamps as Pillow's clip8 does
  const result = new Uint8ClampedArray(walk.lines * targets.length * walk.values)
  let to = 0
  for (let line = 0; line < walk.lines; line++) {
    for (const { first, weights } of targets) {
      const start = line * walk.lineStep + first * walk.tapStep
      for (let value = 0; value < walk.values; value++) {
        let sum = 1 << (precisionBits - 1)
        let from = start + value * walk.valueStep
        for (let tap = 0; tap < weights.length; tap++) {
          sum += (source[from] as number) * (weights[tap] as number)
          from += walk.tapStep
        }
        result[to++] = sum >> precisionBits
      }
    }
  }
  return new Uint8Array(result.buffer)
}
