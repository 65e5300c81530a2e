import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'

/** The posterior that an autoencoder's encoder describes: moments [B, 2C, ...] split into mean and log variance. */
export interface Posterior {
  /** [B, C, ...] */
  readonly mean: FloatTensor
  /** [B, C, ...], limited to [-30, 20]. */
  readonly logVariance: FloatTensor
}

// Open-Sora, models/hunyuan_vae/vae.py and models/vae/utils.py, DiagonalGaussianDistribution
const logVarianceRange = [-30, 20] as const

export function posteriorOf(moments: FloatTensor): Posterior {
  const [batch, channels, ...positions] = moments.shape as [number, number, ...number[]]
  const shape = [batch, channels / 2, ...positions]
  const mean = floatTensor(shape)
  const logVariance = floatTensor(shape)
  const half = mean.data.length / batch
  for (let row = 0; row < batch; row++) {
    const start = 2 * row * half
    mean.data.set(moments.data.subarray(start, start + half), row * half)
    logVariance.data.set(moments.data.subarray(start + half, start + 2 * half), row * half)
  }
  const [low, high] = logVarianceRange
  logVariance.data.forEach((value, i) => {
    logVariance.data[i] = Math.min(high, Math.max(low, value))
  })
  return { mean, logVariance }
}

/** mean + exp(logVariance / 2) · noise; without noise, the mean. */
export function drawLatent({ mean, logVariance }: Posterior, noise?: FloatTensor): FloatTensor {
  if (!noise) return mean
  return mapElements(mean, (value, i) => value + Math.exp(0.5 * logVariance.data[i]!) * noise.data[i]!)
}

/** A tensor of the same shape with each element replaced. */
export function mapElements(x: FloatTensor, change: (value: number, index: number) => number): FloatTensor {
  return floatTensor(x.shape, x.data.map(change))
}
