import type { Size } from '../../video/resize/size.ts'

// Wang et al. 2004, section III-C: 11 × 11 circular-symmetric Gaussian of 1.5 samples, summing to 1
const radius = 5
const sigma = 1.5
const windowSize = 2 * radius + 1

// the same, section III-B and figure 5: C1 = (0.01 · 255)², C2 = (0.03 · 255)²
const luminanceConstant = (0.01 * 255) ** 2
const contrastConstant = (0.03 * 255) ** 2

const channels = 3

/** Means that the index needs: of x, y, x² + y² and x · y. */
const maps = 4

/**
 * Structural similarity of two frames of interleaved 8-bit RGB, at most 1. The index is taken in red, green and blue
 * apart, over every window that lies inside the frame, and averaged: as autoencoders for colour video are usually
 * compared, while the paper has grey pictures only. Variances are those of the window, not of a sample. Throws
 * RangeError for frames smaller than the window.
 *
 * Source: Wang, Bovik, Sheikh and Simoncelli 2004, "Image Quality Assessment: From Error Visibility to Structural
 * Similarity", equation 13.
 */
export function ssim(a: Uint8Array, b: Uint8Array, { height, width }: Size): number {
  const bytes = height * width * channels
  if (a.length !== bytes || b.length !== bytes) {
    throw new RangeError(
      `Frames of ${a.length} and ${b.length} bytes: expected ${bytes} of ${width}x${height}`,
    )
  }
  if (height < windowSize || width < windowSize) {
    throw new RangeError(`Frames of ${width}x${height}: expected at least ${windowSize}x${windowSize}`)
  }
  let sum = 0
  for (let channel = 0; channel < channels; channel++) sum += channelSum(a, b, channel, { height, width })
  return sum / (channels * (height - 2 * radius) * (width - 2 * radius))
}

const gaussian = normalised(
  Float64Array.from({ length: windowSize }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2))),
)

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** Sum of the index over all windows of one channel. Eleven filtered rows are kept, each in the place of the oldest. */
function channelSum(a: Uint8Array, b: Uint8Array, channel: number, { height, width }: Size): number {
  const columns = width - 2 * radius
  const rows = Array.from({ length: windowSize }, () => new Float64Array(columns * maps))
  const values = new Float64Array(width * maps)
  const means = new Float64Array(columns * maps)
  let sum = 0
  for (let row = 0; row < height; row++) {
    readRow(a, b, row * width * channels + channel, values)
    filterRow(values, rows[row % windowSize]!)
    if (row < windowSize - 1) continue
    filterColumns(rows, row + 1, means)
    sum += indexSum(means)
  }
  return sum
}

/** x, y, x² + y² and x · y of a row of pixels, one after the other. */
function readRow(a: Uint8Array, b: Uint8Array, start: number, values: Float64Array): void {
  for (let i = 0, at = start; i < values.length; i += maps, at += channels) {
    const x = a[at] as number
    const y = b[at] as number
    values[i] = x
    values[i + 1] = y
    values[i + 2] = x * x + y * y
    values[i + 3] = x * y
  }
}

function filterRow(values: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0
    for (let tap = 0; tap < windowSize; tap++) {
      sum += (values[i + tap * maps] as number) * (gaussian[tap] as number)
    }
    out[i] = sum
  }
}

/** @param oldest index of the row that is first in the window, modulo the window */
function filterColumns(rows: readonly Float64Array[], oldest: number, out: Float64Array): void {
  out.fill(0)
  for (let tap = 0; tap < windowSize; tap++) {
    const row = rows[(oldest + tap) % windowSize]!
    const weight = gaussian[tap] as number
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + (row[i] as number) * weight
  }
}

function indexSum(means: Float64Array): number {
  let sum = 0
  for (let i = 0; i < means.length; i += maps) {
    const x = means[i] as number
    const y = means[i + 1] as number
    const squares = x * x + y * y
    const product = x * y
    const similarity =
      (2 * product + luminanceConstant) * (2 * ((means[i + 3] as number) - product) + contrastConstant)
    const bound = (squares + luminanceConstant) * ((means[i + 2] as number) - squares + contrastConstant)
    sum += similarity / bound
  }
  return sum
}
