import { drawBfloat16Noise, drawNoise } from '../../models/sampler/noise.ts'
import { type FloatTensor, toFloat32 } from '../../tensor/tensor.ts'
import type { OpenSoraOptions } from './options.ts'

/** The noise of a seed in the precision that the options name, as float32. */
export function drawClipNoise(
  seed: number,
  shape: readonly number[],
  noise: OpenSoraOptions['noise'],
): FloatTensor {
  return noise.precision === 'float32'
    ? drawNoise(seed, shape, noise)
    : toFloat32(drawBfloat16Noise(seed, shape, noise))
}
