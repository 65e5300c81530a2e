import { AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P } from 'node-av/constants'
import type { Frame } from 'node-av/lib'

/** How many pixels share a sample of colour, across and down. */
const subsampling = new Map<number, readonly [x: 1 | 2, y: 1 | 2]>([
  [AV_PIX_FMT_YUVJ420P, [2, 2]],
  [AV_PIX_FMT_YUVJ422P, [2, 1]],
  [AV_PIX_FMT_YUVJ444P, [1, 1]],
])

/**
 * RGB of a decoded JPEG picture as libjpeg makes it, and so Pillow: colours are interpolated between samples, then turned
 * into RGB in fixed point. FFmpeg's scaler repeats samples and rounds down, which shifts a whole picture. What is left differs
 * by at most 3 levels in one of fifty values, because the two invert the cosine transform differently.
 *
 * Source: libjpeg 6b, jdsample.c (h2v1_fancy_upsample, h2v2_fancy_upsample) and jdcolor.c (ycc_rgb_convert).
 *
 * @returns interleaved rows, or null for pictures whose colours are not stored so
 */
export function jpegRgb(frame: Frame): Uint8Array | null {
  const shared = subsampling.get(frame.format)
  const [luma, blue, red] = frame.data ?? []
  if (shared === undefined || !luma || !blue || !red) return null
  const { width, height, linesize } = frame
  const rowOf = (plane: Uint8Array, stride: number) => colourRows(plane, stride, width, height, shared)
  const blueRow = rowOf(blue, linesize[1]!)
  const redRow = rowOf(red, linesize[2]!)
  // clamps as libjpeg's range limit does
  const rgb = new Uint8ClampedArray(width * height * 3)
  for (let row = 0; row < height; row++) {
    const [cb, cr] = [blueRow(row), redRow(row)]
    const start = row * linesize[0]!
    for (let column = 0; column < width; column++) {
      const y = luma[start + column] as number
      const b = (cb[column] as number) - 128
      const r = (cr[column] as number) - 128
      const to = (row * width + column) * 3
      rgb[to] = y + ((fix.redOfRed * r + half) >> 16)
      rgb[to + 1] = y + ((half - fix.greenOfBlue * b - fix.greenOfRed * r) >> 16)
      rgb[to + 2] = y + ((fix.blueOfBlue * b + half) >> 16)
    }
  }
  return new Uint8Array(rgb.buffer)
}

const fixed = (x: number) => Math.floor(x * 2 ** 16 + 0.5)
// ITU-R BT.601 as JFIF 1.02 has it, with 16 bits after the point (jdcolor.c, build_ycc_rgb_table)
const fix = {
  redOfRed: fixed(1.402),
  blueOfBlue: fixed(1.772),
  greenOfRed: fixed(0.71414),
  greenOfBlue: fixed(0.34414),
}
const half = 2 ** 15

/** Samples of a colour plane for each pixel of a row; the result is overwritten by the next row. */
function colourRows(
  plane: Uint8Array,
  stride: number,
  width: number,
  height: number,
  [across, down]: readonly [1 | 2, 1 | 2],
): (row: number) => Int32Array {
  const samples = Math.ceil(width / across)
  const rows = Math.ceil(height / down)
  const sums = new Int32Array(samples)
  const target = new Int32Array(samples * across)
  // jdsample.c: narrower planes are not interpolated
  const isSmooth = samples > 2
  return (row) => {
    const near = Math.floor(row / down)
    const isTall = down === 2 && isSmooth
    const far = isTall ? Math.min(rows - 1, Math.max(0, near + (row % 2 === 0 ? -1 : 1))) : near
    for (let i = 0; i < samples; i++) {
      const sample = plane[near * stride + i] as number
      sums[i] = isTall ? sample * 3 + (plane[far * stride + i] as number) : sample
    }
    if (across === 1) target.set(sums)
    else if (!isSmooth) for (let i = 0; i < target.length; i++) target[i] = sums[i >> 1] as number
    else widen(sums, target, isTall)
    return target
  }
}

/** Doubles a row: three parts of the nearer sample and one of the other; rounding alternates between up and down. */
function widen(sums: Int32Array, target: Int32Array, isTall: boolean): void {
  const last = sums.length - 1
  const [shift, left, right] = isTall ? [4, 8, 7] : [2, 1, 2]
  for (let i = 0; i <= last; i++) {
    const own = (sums[i] as number) * 3
    target[2 * i] = (own + (sums[Math.max(0, i - 1)] as number) + left) >> shift
    target[2 * i + 1] = (own + (sums[Math.min(last, i + 1)] as number) + right) >> shift
  }
}
