// C channels, T frames, H height, W width
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'
import { resizePillow } from '../../video/resize/pillow.ts'
import { normalisePlanes, toPlanes } from '../../video/resize/planes.ts'
import type { Size } from '../../video/resize/size.ts'
import { resizePlanes } from '../../video/resize/tensor.ts'
import { roundHalfToEven } from '../../video/rounding.ts'

/** Interleaved 8-bit RGB. */
export interface Picture extends Size {
  readonly data: Uint8Array
}

/** From 0 … 1 to -1 … 1 (Open-Sora, datasets/utils.py, transforms of "resize_crop"). */
const [mean, std] = [
  [0.5, 0.5, 0.5],
  [0.5, 0.5, 0.5],
]

/**
 * A picture cut to the shape of the target and resized to fill it, [3, 1, H, W] in [-1, 1]: bicubic as Pillow, in bytes.
 *
 * Source: Open-Sora, datasets/utils.py, resize_crop_to_fill.
 */
export function prepareImage(picture: Picture, target: Size): FloatTensor {
  const scaled = fillingSize(picture, target)
  const bytes = resizePillow(picture.data, 3, picture, scaled, 'bicubic')
  const offset = {
    top: roundHalfToEven((scaled.height - target.height) / 2),
    left: roundHalfToEven((scaled.width - target.width) / 2),
  }
  const planes = cropPlanes(toPlanes(bytes, 3), scaled, target, offset)
  return floatTensor([3, 1, target.height, target.width], normalisePlanes(planes, mean!, std!, 255))
}

/**
 * Frames of 3 planes of bytes, cut and resized likewise, [3, T, H, W] in [-1, 1]: bilinear without antialiasing, in
 * float32.
 *
 * Source: Open-Sora, datasets/video_transforms.py, resize_crop_to_fill.
 */
export function prepareVideo(frames: readonly Uint8Array[], from: Size, target: Size): FloatTensor {
  const scaled = fillingSize(from, target)
  // the video's form rounds before it halves, which makes it a cut of the fraction
  const offset = {
    top: Math.trunc((scaled.height - target.height) / 2),
    left: Math.trunc((scaled.width - target.width) / 2),
  }
  const plane = target.height * target.width
  const out = floatTensor([3, frames.length, target.height, target.width])
  frames.forEach((bytes, frame) => {
    const unit = Float32Array.from(bytes, (byte) => byte / 255)
    const resized = resizePlanes(unit, 3, from, scaled, 'bilinear')
    const values = normalisePlanes(cropPlanes(resized, scaled, target, offset), mean!, std!)
    for (let channel = 0; channel < 3; channel++) {
      const channelValues = values.subarray(channel * plane, (channel + 1) * plane)
      out.data.set(channelValues, (channel * frames.length + frame) * plane)
    }
  })
  return out
}

/** The smallest size of this shape that covers the target. */
function fillingSize({ height, width }: Size, target: Size): Size {
  const [byHeight, byWidth] = [target.height / height, target.width / width]
  return byHeight > byWidth
    ? { height: target.height, width: roundHalfToEven(width * byHeight) }
    : { height: roundHalfToEven(height * byWidth), width: target.width }
}

function cropPlanes<T extends Uint8Array | Float32Array>(
  source: T,
  from: Size,
  target: Size,
  { top, left }: { readonly top: number; readonly left: number },
): T {
  const out = source.slice(0, 3 * target.height * target.width)
  for (let channel = 0; channel < 3; channel++) {
    for (let row = 0; row < target.height; row++) {
      const start = (channel * from.height + top + row) * from.width + left
      out.set(source.subarray(start, start + target.width), (channel * target.height + row) * target.width)
    }
  }
  return out as T
}
