import { BenchError } from '../../../bench/errors.ts'
import { machineMemoryBytes } from '../../../bench/onnx/engine/machine-memory.ts'
import type { Size } from '../../../bench/video/resize/size.ts'

// RAFT and AMT correlate features at an eighth of the padded frame
const featureStride = 8
// on four levels that halve; sampling a level needs two places (upstream divides by their number minus one)
const leastPadded = 2 * 8 * featureStride

// float32 products of every place with every place, once more while they are scaled
const productBytes = 2 * 4
// what is left of them, with levels of a quarter each
const pyramidBytes = (4 * 4) / 3

/**
 * Throws CLIP_TOO_SMALL for a frame whose coarsest level of correlations would have one place, where upstream's flow is
 * not a number, and CLIP_TOO_LARGE for one whose correlations alone are more than this machine's memory, where upstream
 * ends for want of it.
 *
 * @param stride what frames are padded to multiples of
 * @param pyramids how many are held at once
 */
export function expectCorrelates({ width, height }: Size, stride: number, pyramids = 1): void {
  const least = leastPadded - stride + 1
  const found = `${width}x${height}`
  if (width < least || height < least) {
    throw new BenchError('CLIP_TOO_SMALL', { found, expected: `${least} on each side` })
  }
  const bytesEach = productBytes + (pyramids - 1) * pyramidBytes
  const most = Math.floor(Math.sqrt(machineMemoryBytes() / bytesEach) * featureStride ** 2)
  const padded = (side: number) => Math.ceil(side / stride) * stride
  if (padded(width) * padded(height) > most) throw new BenchError('CLIP_TOO_LARGE', { found, expected: most })
}

/** The size, as a network sees a frame. Throws CLIP_TOO_LARGE for one of more pixels. */
export function atMost({ width, height }: Size, pixels: number): Size {
  if (width * height <= pixels) return { width, height }
  throw new BenchError('CLIP_TOO_LARGE', { found: `${width}x${height}`, expected: pixels })
}
