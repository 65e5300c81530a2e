import { type FloatTensor, floatTensor } from '../../../tensor/tensor.ts'
import type { ImageSize } from './boxes.ts'

// GRiT, configs/Base.yaml, MODEL.PIXEL_MEAN and PIXEL_STD, red, green and blue
const means = [123.675, 116.28, 103.53]
const deviations = [58.395, 57.12, 57.375]

/** Height and width are filled up to multiples of it (grit/modeling/backbone/vit.py, size_divisibility). */
const sizeStep = 32

/** A picture of red, green and blue planes, 0 … 255, rows from the top. */
export interface Picture extends ImageSize {
  /** 3 · height · width. */
  readonly planes: Uint8Array | Float32Array
}

/** Normalised pixels with zeros at the right and bottom, [1, 3, H, W], H and W multiples of 32. */
export function gritPixels({ height, width, planes }: Picture): FloatTensor {
  const [rows, columns] = [filledUp(height), filledUp(width)]
  const pixels = floatTensor([1, 3, rows, columns])
  for (let line = 0; line < 3 * height; line++) {
    const channel = Math.floor(line / height)
    const [mean, deviation] = [means[channel]!, deviations[channel]!]
    const to = (channel * rows + (line % height)) * columns
    for (let column = 0; column < width; column++) {
      pixels.data[to + column] = (planes[line * width + column]! - mean) / deviation
    }
  }
  return pixels
}

const filledUp = (size: number) => Math.ceil(size / sizeStep) * sizeStep
