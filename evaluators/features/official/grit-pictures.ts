import { BenchError } from '../../../bench/errors.ts'
import type { Picture } from '../../../bench/models/vision/grit/pixels.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import { resizeOpenCv } from '../../../bench/video/resize/opencv.ts'
import { toPlanes } from '../../../bench/video/resize/planes.ts'
import { type Size, scaledSize } from '../../../bench/video/resize/size.ts'
import { resizePlanes } from '../../../bench/video/resize/tensor.ts'

// vbench/object_class.py and color.py: frames whose shorter side is larger are shrunk to the other
const [largestSide, shrunkSide] = [768, 720]
const channels = 3

/**
 * Whether frames are shrunk with antialiasing. object_class, multiple_objects and spatial_relationship leave it to
 * torchvision: without it up to 0.16, with it from 0.17 on, which is what VBench's instructions install.
 */
export const shrinkAntialias = true

/** Ours: beyond it, the attention of one frame takes minutes. */
const [mostPixels, longestSide] = [2 ** 22, 2 ** 14]

/** A frame as GRiT sees it: one picture for both uses, except where the frame is shrunk. */
export interface GritPictures {
  /** For object names: shrunk as a float tensor. Source: vbench/object_class.py. */
  readonly forObjects: Picture
  /** For captions: shrunk by OpenCV, in bytes. Source: vbench/color.py. */
  readonly forCaptions: Picture
}

/** Throws CLIP_TOO_LARGE for a frame that stays too large because it is long and narrow. */
export function gritPictures(frame: RgbFrame): GritPictures {
  const planes = toPlanes(frame.data, channels)
  if (Math.min(frame.height, frame.width) <= largestSide) {
    const picture = { ...bounded(frame), planes }
    return { forObjects: picture, forCaptions: picture }
  }
  const size = bounded(scaledSize(frame, 'shorter', shrunkSide))
  const floats = Float32Array.from(planes)
  const forObjects = resizePlanes(floats, channels, frame, size, 'bilinear', shrinkAntialias)
  const forCaptions = toPlanes(resizeOpenCv(frame.data, channels, frame, size), channels)
  return { forObjects: { ...size, planes: forObjects }, forCaptions: { ...size, planes: forCaptions } }
}

function bounded({ height, width }: Size): Size {
  if (height * width <= mostPixels && Math.max(height, width) <= longestSide) return { height, width }
  throw new BenchError('CLIP_TOO_LARGE', { found: `${width}x${height}`, expected: mostPixels })
}
