// H rows, W columns of a frame, S side of the network's input; all results are float32 planes [3, height, width]
import type { RgbFrame } from '../../../bench/video/contract.ts'
import { resizeOpenCv } from '../../../bench/video/resize/opencv.ts'
import { resizePillow } from '../../../bench/video/resize/pillow.ts'
import {
  centreCrop,
  centreCropPlanes,
  normalisePlanes,
  toPlanes,
} from '../../../bench/video/resize/planes.ts'
import { type Size, scaledSize, shorterSideSize } from '../../../bench/video/resize/size.ts'
import { type Interpolation, resizeBytePlanes, resizePlanes } from '../../../bench/video/resize/tensor.ts'

// vbench/utils.py, clip_transform and dino_transform: mean and standard deviation of red, green and blue
const clipMean = [0.48145466, 0.4578275, 0.40821073]
const clipDeviation = [0.26862954, 0.26130258, 0.27577711]
const imageNetMean = [0.485, 0.456, 0.406]
const imageNetDeviation = [0.229, 0.224, 0.225]
const channels = 3
const levels = 255

const square = (side: number): Size => ({ height: side, width: side })

/**
 * For CLIP, as background consistency and aesthetic quality prepare frames: float frames are resized bicubically without
 * antialiasing, over- and undershooting 0 … 255.
 */
export function clipFloatPixels(frame: RgbFrame, side: number): Float32Array {
  const size = shorterSideSize(frame, side)
  const resized = resizeFloat(frame, size, 'bicubic')
  const cropped = centreCropPlanes(resized, channels, size, square(side))
  return normalisePlanes(cropped, clipMean, clipDeviation, levels)
}

/** For ViCLIP: as above on bytes, so that resized values are rounded to bytes. */
export function clipBytePixels(frame: RgbFrame, side: number): Float32Array {
  const size = shorterSideSize(frame, side)
  const resized = resizeBytePlanes(toPlanes(frame.data, channels), channels, frame, size, 'bicubic')
  const cropped = centreCropPlanes(resized, channels, size, square(side))
  return normalisePlanes(cropped, clipMean, clipDeviation, levels)
}

/** For CLIP, as appearance style prepares frames: as pictures, with Pillow's antialiased bicubic resizing. */
export function clipPicturePixels(frame: RgbFrame, side: number): Float32Array {
  const size = shorterSideSize(frame, side)
  const resized = resizePillow(frame.data, channels, frame, size, 'bicubic')
  const cropped = centreCrop(resized, channels, size, square(side))
  return normalisePlanes(toPlanes(cropped, channels), clipMean, clipDeviation, levels)
}

/** For DINO: the shorter side to S, bilinear without antialiasing, no crop. */
export function dinoPixels(frame: RgbFrame, size: Size): Float32Array {
  return normalisePlanes(resizeFloat(frame, size, 'bilinear'), imageNetMean, imageNetDeviation, levels)
}

// vbench/human_action.py: the shorter side is resized to 256 of which 224 are cropped
const margin = 256 / 224

/** For UMT: OpenCV's bilinear resizing of bytes, then the centre. */
export function umtPixels(frame: RgbFrame, side: number): Float32Array {
  const size = shorterSideSize(frame, Math.round(side * margin))
  const resized = resizeOpenCv(frame.data, channels, frame, size)
  const cropped = centreCrop(resized, channels, size, square(side))
  return normalisePlanes(toPlanes(cropped, channels), imageNetMean, imageNetDeviation, levels)
}

// vbench/imaging_quality.py, transform, mode `longer`
const musiqLongest = 512

/** The size at which MUSIQ sees a frame: larger ones are shrunk. */
export function musiqSize(frame: Size): Size {
  const { height, width } = frame
  return Math.max(height, width) > musiqLongest
    ? scaledSize(frame, 'longer', musiqLongest)
    : { height, width }
}

/** For MUSIQ: 0 … 1, bilinear without antialiasing where the frame is shrunk. */
export function musiqPixels(frame: RgbFrame, size: Size): Float32Array {
  const planes = resizeFloat(frame, size, 'bilinear')
  for (let i = 0; i < planes.length; i++) planes[i] = (planes[i] as number) / levels
  return planes
}

function resizeFloat(frame: RgbFrame, size: Size, interpolation: Interpolation): Float32Array {
  const planes = new Float32Array(toPlanes(frame.data, channels))
  if (frame.width === size.width && frame.height === size.height) return planes
  return resizePlanes(planes, channels, frame, size, interpolation)
}
