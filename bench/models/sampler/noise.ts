import { bfloat16Bits } from '../../tensor/bfloat16.ts'
import { elementCount, type FloatTensor, floatTensor, type Tensor, tensor } from '../../tensor/tensor.ts'
import { cpuGenerator } from './cpu-generator.ts'
import { type CudaDevice, cudaNormals } from './cuda-normals.ts'

/** Where upstream would draw the noise: both devices give different numbers for one seed. */
export type NoiseSource = { readonly device: 'cpu' } | ({ readonly device: 'cuda' } & CudaDevice)

/**
 * Noise of a seed, [B, C, T, H, W]. Upstream draws it in the precision of the model.
 *
 * Source: Open-Sora, utils/sampling.py, get_noise.
 */
export function drawNoise(seed: number, shape: readonly number[], source: NoiseSource): FloatTensor {
  checkSeed(seed)
  const count = elementCount(shape)
  return floatTensor(
    shape,
    source.device === 'cpu' ? cpuGenerator(seed).normals(count) : cudaNormals(seed, count, source),
  )
}

/** The same in bfloat16. */
export function drawBfloat16Noise(
  seed: number,
  shape: readonly number[],
  source: NoiseSource,
): Tensor<'bfloat16'> {
  checkSeed(seed)
  const count = elementCount(shape)
  const bits =
    source.device === 'cpu'
      ? cpuGenerator(seed).bfloat16Normals(count)
      : Uint16Array.from(cudaNormals(seed, count, source), bfloat16Bits)
  return tensor('bfloat16', shape, bits)
}

function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`Seed ${seed}: expected a whole number from 0 to 2^53 − 1`)
  }
}
