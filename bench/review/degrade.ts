import { seededRandom } from '../tensor/random.ts'
import type { RgbFrame } from '../video/contract.ts'

/** How often a new picture is shown, frames: 30 frames a second become 6. Held pictures are what jerky motion looks like. */
const heldFrames = 5
/** Detail that is left, as a part of the width and of the height: what is finer is averaged away. */
const detail = 1 / 8
/** Standard deviation of the noise, 8-bit levels. Film grain has 2 to 5. */
const noiseLevels = 14

/**
 * A copy that anyone who looks will call worse: blurred, noisy and jerky, of the same length and size. It is what the
 * gold pairs of a study compare a clip with. The same frames and seed give the same copy.
 *
 * @param frames in order; their bytes are not kept
 */
export async function* degradedFrames(
  frames: AsyncIterable<RgbFrame>,
  seed: string,
): AsyncGenerator<{ readonly data: Uint8Array }, void, void> {
  let held: Uint8Array | null = null
  for await (const frame of frames) {
    if (held === null || frame.index % heldFrames === 0) {
      held = withNoise(blurred(frame), seed, frame.index)
    }
    yield { data: held }
  }
}

/** Averages blocks, then interpolates linearly between their centres. */
function blurred({ data, width, height }: RgbFrame): Uint8Array {
  const [columns, rows] = [blocks(width), blocks(height)]
  const means = blockMeans(data, width, height, columns, rows)
  const across = positions(width, columns)
  const down = positions(height, rows)
  const out = new Uint8Array(width * height * 3)
  for (let y = 0, at = 0; y < height; y++) {
    const { low: top, high: bottom, part: partDown } = down[y]!
    for (let x = 0; x < width; x++) {
      const { low: left, high: right, part: partAcross } = across[x]!
      for (let channel = 0; channel < 3; channel++, at++) {
        const mean = (row: number, column: number) => means[(row * columns + column) * 3 + channel]!
        const above = mean(top, left) + (mean(top, right) - mean(top, left)) * partAcross
        const below = mean(bottom, left) + (mean(bottom, right) - mean(bottom, left)) * partAcross
        out[at] = above + (below - above) * partDown + 0.5
      }
    }
  }
  return out
}

const blocks = (length: number) => Math.max(1, Math.round(length * detail))

function blockMeans(
  data: Uint8Array,
  width: number,
  height: number,
  columns: number,
  rows: number,
): Float32Array {
  const sums = new Float32Array(columns * rows * 3)
  const counts = new Float32Array(columns * rows)
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height)
    for (let x = 0; x < width; x++) {
      const block = row * columns + Math.floor((x * columns) / width)
      counts[block]!++
      for (let channel = 0; channel < 3; channel++, at++) sums[block * 3 + channel]! += data[at]!
    }
  }
  return sums.map((sum, index) => sum / counts[Math.floor(index / 3)]!)
}

/** Between which two blocks each pixel lies, and how far from the first (0 … 1). */
function positions(length: number, count: number) {
  return Array.from({ length }, (_, pixel) => {
    const place = ((pixel + 0.5) * count) / length - 0.5
    const low = Math.min(Math.max(Math.floor(place), 0), count - 1)
    const high = Math.min(low + 1, count - 1)
    return { low, high, part: Math.min(Math.max(place - low, 0), 1) }
  })
}

/** Numbers of the noise's table; a prime, so that no row of common widths meets the same ones. */
const noiseLength = 65_521

/** Gray noise, from a table of normal numbers that each picture enters elsewhere. */
function withNoise(picture: Uint8Array, seed: string, frame: number): Uint8Array {
  const random = seededRandom('degraded copy', seed, frame)
  const noise = Float32Array.from({ length: noiseLength }, () => noiseLevels * random.normal())
  const noisy = new Uint8ClampedArray(picture.length)
  for (let at = 0, pixel = 0; at < picture.length; at += 3, pixel++) {
    const added = noise[pixel % noiseLength]!
    for (let channel = 0; channel < 3; channel++) noisy[at + channel] = picture[at + channel]! + added
  }
  return new Uint8Array(noisy.buffer)
}
