import { BenchError } from '../../../bench/errors.ts'
import { type Tensor, tensor } from '../../../bench/tensor/tensor.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import type { Size } from '../../../bench/video/resize/size.ts'

/** A copy of a frame's bytes, [H, W, 3]. */
export const frameBytes = ({ width, height, data }: RgbFrame): Tensor<'uint8'> =>
  tensor('uint8', [height, width, 3], data.slice())

// RAFT and AMT correlate features at an eighth of the padded frame, on four levels that halve; sampling a level needs
// two places (upstream divides by their number minus one)
const leastPadded = 2 * 8 * 8

/**
 * Throws CLIP_TOO_SMALL for a frame whose coarsest level of correlations would have one place, where upstream's flow is
 * not a number.
 */
export function expectCorrelates({ width, height }: Size, stride: number): void {
  const least = leastPadded - stride + 1
  if (width >= least && height >= least) return
  throw new BenchError('CLIP_TOO_SMALL', { found: `${width}x${height}`, expected: `${least} on each side` })
}
