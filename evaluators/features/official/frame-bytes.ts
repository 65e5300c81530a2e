import { type Tensor, tensor } from '../../../bench/tensor/tensor.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'

/** A copy of a frame's bytes, [H, W, 3]. */
export const frameBytes = ({ width, height, data }: RgbFrame): Tensor<'uint8'> =>
  tensor('uint8', [height, width, 3], data.slice())
