import { roundHalfToEven } from '../rounding.ts'
import type { Size } from './size.ts'

/**
 * Resizes an interleaved 8-bit picture as cv2.resize does with INTER_LINEAR, in fixed point. Halving both sides exactly
 * averages blocks of four, as OpenCV then switches to INTER_AREA.
 *
 * Source: OpenCV modules/imgproc/src/resize.cpp (HResizeLinear, VResizeLinear, resizeAreaFast).
 */
export function resizeOpenCv(source: Uint8Array, channels: number, from: Size, to: Size): Uint8Array {
  if (source.length !== channels * from.height * from.width) {
    throw new RangeError(`${source.length} bytes: expected ${channels} · ${from.width}x${from.height}`)
  }
  if (from.width === to.width && from.height === to.height) return Uint8Array.from(source)
  if (from.width === 2 * to.width && from.height === 2 * to.height) return halve(source, channels, to)
  const columns = taps(from.width, to.width, true)
  const rows = taps(from.height, to.height, false)
  const rowValues = to.width * channels
  // source rows, widened once each
  const wide = new Int32Array(from.height * rowValues)
  for (let row = 0; row < from.height; row++)
    widenRow(source, row, channels, from.width, columns, wide, row * rowValues)
  const target = new Uint8ClampedArray(to.height * rowValues)
  for (let row = 0; row < to.height; row++) joinRows(wide, rows, row, from.height, rowValues, target)
  return new Uint8Array(target.buffer)
}

/** Bits after the binary point of a weight (resize.cpp, INTER_RESIZE_COEF_BITS). */
const weightBits = 11

interface Taps {
  readonly first: Int32Array
  /** Weights of `first` and of the value after it, 11 bits after the binary point. */
  readonly weights: Int32Array
}

/** Columns stay inside the picture with weight 0 for the outside; rows keep their weights and repeat the edge. */
function taps(from: number, to: number, clamped: boolean): Taps {
  const first = new Int32Array(to)
  const weights = new Int32Array(to * 2)
  const scale = 1 / (to / from)
  for (let i = 0; i < to; i++) {
    const position = Math.fround((i + 0.5) * scale - 0.5)
    let index = Math.floor(position)
    let share = Math.fround(position - index)
    if (clamped && (index < 0 || index >= from - 1)) {
      index = index < 0 ? 0 : from - 1
      share = 0
    }
    first[i] = index
    weights[i * 2] = roundHalfToEven(Math.fround(1 - share) * 2 ** weightBits)
    weights[i * 2 + 1] = roundHalfToEven(share * 2 ** weightBits)
  }
  return { first, weights }
}

function widenRow(
  source: Uint8Array,
  row: number,
  channels: number,
  width: number,
  { first, weights }: Taps,
  target: Int32Array,
  offset: number,
): void {
  const start = row * width * channels
  for (let i = 0; i < first.length; i++) {
    const left = start + (first[i] as number) * channels
    // the last column has no right neighbour, and weight 0 for it
    const right = (first[i] as number) + 1 < width ? left + channels : left
    for (let channel = 0; channel < channels; channel++) {
      target[offset + i * channels + channel] =
        (source[left + channel] as number) * (weights[i * 2] as number) +
        (source[right + channel] as number) * (weights[i * 2 + 1] as number)
    }
  }
}

/** Two widened rows to one of bytes, with the shifts of OpenCV's vector code. */
function joinRows(
  wide: Int32Array,
  { first, weights }: Taps,
  row: number,
  height: number,
  values: number,
  target: Uint8ClampedArray,
): void {
  const clamp = (index: number) => Math.max(0, Math.min(index, height - 1))
  const upper = clamp(first[row] as number) * values
  const lower = clamp((first[row] as number) + 1) * values
  const upperWeight = weights[row * 2] as number
  const lowerWeight = weights[row * 2 + 1] as number
  for (let i = 0; i < values; i++) {
    const a = (upperWeight * ((wide[upper + i] as number) >> 4)) >> 16
    const b = (lowerWeight * ((wide[lower + i] as number) >> 4)) >> 16
    target[row * values + i] = (a + b + 2) >> 2
  }
}

function halve(source: Uint8Array, channels: number, to: Size): Uint8Array {
  const target = new Uint8Array(to.height * to.width * channels)
  const rowValues = to.width * 2 * channels
  let at = 0
  for (let row = 0; row < to.height; row++) {
    for (let column = 0; column < to.width; column++) {
      const start = row * 2 * rowValues + column * 2 * channels
      for (let channel = start; channel < start + channels; channel++) {
        const above = (source[channel] as number) + (source[channel + channels] as number)
        const below =
          (source[channel + rowValues] as number) + (source[channel + rowValues + channels] as number)
        target[at++] = (above + below + 2) >> 2
      }
    }
  }
  return target
}
