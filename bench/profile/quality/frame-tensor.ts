// T frames, H height, W width
import { frameBytes } from '../../models/sampler/frame-bytes.ts'
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'
import type { Size } from '../../video/resize/size.ts'

const channels = 3

/** Frames of interleaved 8-bit RGB → video [1, 3, T, H, W] in [-1, 1]. */
export function videoTensor(frames: readonly Uint8Array[], { height, width }: Size): FloatTensor {
  const plane = height * width
  const out = floatTensor([1, channels, frames.length, height, width])
  for (const [t, frame] of frames.entries()) {
    for (let channel = 0; channel < channels; channel++) {
      const start = (channel * frames.length + t) * plane
      // Open-Sora, datasets/utils.py, transforms of "resize_crop": mean and deviation 0.5 of 0 … 1
      for (let i = 0; i < plane; i++) {
        out.data[start + i] = (frame[i * channels + channel] as number) / 127.5 - 1
      }
    }
  }
  return out
}

/** Frame `t` of a video [1, 3, T, H, W] in [-1, 1] as interleaved 8-bit RGB; null where a value is not a number. */
export function frameOf({ shape, data }: FloatTensor, t: number): Uint8Array | null {
  const [, , frames, height, width] = shape as [number, number, number, number, number]
  const plane = height * width
  const picture = floatTensor([channels, 1, height, width])
  for (let channel = 0; channel < channels; channel++) {
    const start = (channel * frames + t) * plane
    picture.data.set(data.subarray(start, start + plane), channel * plane)
  }
  return picture.data.every(Number.isFinite) ? frameBytes(picture).data : null
}
