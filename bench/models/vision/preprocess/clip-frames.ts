// T frames, H rows, W columns, S side
import { roundHalfEven } from '../../../tensor/statistics.ts'
import { type FloatTensor, floatTensor, type Tensor } from '../../../tensor/tensor.ts'
import { clipChannels } from './channels.ts'
import { resizeBicubic } from './resize.ts'

const { mean: means, deviation: deviations } = clipChannels

/**
 * Frames for CLIP's image tower: the shorter side is resized to `side` pixels, the centre is cropped, and colours are
 * normalised. uint8 [T, 3, H, W] → float32 [T, 3, side, side]. Resized bytes are rounded to bytes.
 *
 * Source: VBench, utils.py, clip_transform, on tensors: bicubic without antialiasing.
 */
export function clipFrames(frames: Tensor<'uint8'>, side: number): FloatTensor {
  const [count, channels, height, width] = frames.shape as readonly [number, number, number, number]
  const shorter = Math.min(height, width)
  const rows = height === shorter ? side : Math.floor((side * height) / shorter)
  const columns = width === shorter ? side : Math.floor((side * width) / shorter)
  const [top, left] = [roundHalfEven((rows - side) / 2), roundHalfEven((columns - side) / 2)]
  const resized = resizeBicubic(floatTensor([count * channels, height, width], frames.data), rows, columns)
  const out = floatTensor([count, channels, side, side])
  for (let line = 0; line < count * channels * side; line++) {
    const plane = Math.floor(line / side)
    const from = (plane * rows + top + (line % side)) * columns + left
    const channel = plane % channels
    for (let column = 0; column < side; column++) {
      const byte = Math.min(Math.max(roundHalfEven(resized.data[from + column]!), 0), 255)
      out.data[line * side + column] = (byte / 255 - means[channel]!) / deviations[channel]!
    }
  }
  return out
}
