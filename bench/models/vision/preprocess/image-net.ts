// H rows, W columns
import { type FloatTensor, floatTensor, type Tensor } from '../../../tensor/tensor.ts'
import { imageNetChannels } from './channels.ts'

const { mean: means, deviation: deviations } = imageNetChannels

/** A frame uint8 [H, W, 3] → float32 [1, 3, H, W], 0 … 1 and then normalised, in float32 as torchvision does it. */
export function imageNetPixels({ shape, data }: Tensor<'uint8'>): FloatTensor {
  const [rows, columns] = shape as readonly [number, number, number]
  const out = floatTensor([1, 3, rows, columns])
  const pixels = rows * columns
  means.forEach((mean, channel) => {
    const [centre, deviation] = [Math.fround(mean), Math.fround(deviations[channel]!)]
    for (let i = 0; i < pixels; i++) {
      const value = Math.fround(data[3 * i + channel]! / 255)
      out.data[channel * pixels + i] = Math.fround(value - centre) / deviation
    }
  })
  return out
}
