import { centreOffset, type Size } from './size.ts'

/** C planes of H × W from an interleaved picture: H × W × C to C × H × W. */
export function toPlanes(source: Uint8Array, channels: number): Uint8Array {
  const target = new Uint8Array(source.length)
  const pixels = source.length / channels
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < pixels; i++) target[channel * pixels + i] = source[i * channels + channel] as number
  }
  return target
}

/** The centre of C planes, with torchvision's rounding. */
export function centreCropPlanes<T extends Uint8Array | Float32Array>(
  source: T,
  channels: number,
  from: Size,
  crop: Size,
): T {
  const { top, left } = centreOffset(from, crop)
  const target = source.slice(0, channels * crop.height * crop.width)
  for (let row = 0; row < channels * crop.height; row++) {
    const channel = Math.floor(row / crop.height)
    const start = (channel * from.height + top + (row % crop.height)) * from.width + left
    target.set(source.subarray(start, start + crop.width), row * crop.width)
  }
  return target as T
}

/** The centre of an interleaved picture, with torchvision's rounding. */
export function centreCrop(source: Uint8Array, channels: number, from: Size, crop: Size): Uint8Array {
  const { top, left } = centreOffset(from, crop)
  const target = new Uint8Array(crop.height * crop.width * channels)
  for (let row = 0; row < crop.height; row++) {
    const start = ((top + row) * from.width + left) * channels
    target.set(source.subarray(start, start + crop.width * channels), row * crop.width * channels)
  }
  return target
}

/**
 * (value / `divisor` − mean) / std of each plane, in float32 as torchvision's Normalize computes it.
 *
 * @param mean one a channel
 * @param std one a channel
 */
export function normalisePlanes(
  source: Uint8Array | Float32Array,
  mean: readonly number[],
  std: readonly number[],
  divisor = 1,
): Float32Array {
  const channels = mean.length
  const pixels = source.length / channels
  const target = new Float32Array(source.length)
  for (let channel = 0; channel < channels; channel++) {
    const channelMean = Math.fround(mean[channel] as number)
    const channelStd = Math.fround(std[channel] as number)
    for (let i = channel * pixels; i < (channel + 1) * pixels; i++) {
      const value = Math.fround((source[i] as number) / divisor)
      target[i] = Math.fround(value - channelMean) / channelStd
    }
  }
  return target
}
