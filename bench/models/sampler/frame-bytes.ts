import { roundToBfloat16 } from '../../tensor/bfloat16.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'

/** Frames of interleaved 8-bit RGB. */
export interface FrameBytes {
  readonly frames: number
  readonly height: number
  readonly width: number
  /** frames · height · width · 3 */
  readonly data: Uint8Array
}

/**
 * A video [1 or absent, 3, T, H, W] in [-1, 1] as 8-bit frames, rounded half up. In bfloat16 every operation rounds to
 * 8 bits, as upstream's does.
 *
 * Source: Open-Sora, datasets/utils.py, save_sample; torchvision/utils.py, save_image.
 */
export function frameBytes(video: FloatTensor, precision: 'float32' | 'bfloat16' = 'float32'): FrameBytes {
  const shape = video.shape.length === 5 ? video.shape.slice(1) : video.shape
  const [channels, frames, height, width] = shape as [number, number, number, number]
  const plane = height * width
  if (channels !== 3 || video.data.length !== 3 * frames * plane) {
    throw new RangeError(`Video [${video.shape}]: expected [1, 3, T, H, W]`)
  }
  const round = precision === 'bfloat16' ? roundToBfloat16 : Math.fround
  const data = new Uint8Array(frames * plane * 3)
  for (let channel = 0; channel < 3; channel++) {
    for (let frame = 0; frame < frames; frame++) {
      const from = (channel * frames + frame) * plane
      for (let i = 0; i < plane; i++) {
        data[(frame * plane + i) * 3 + channel] = toByte(video.data[from + i]!, round)
      }
    }
  }
  return { frames, height, width, data }
}

function toByte(value: number, round: (x: number) => number): number {
  const unit = round(round(clamp(value, -1, 1) + 1) / 2)
  return Math.trunc(clamp(round(round(unit * 255) + 0.5), 0, 255))
}

const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x))
