// H rows, W columns of a frame, S side of the network's input; all results are float32 planes [3, height, width]
import { clipChannels, imageNetChannels } from '../../../bench/models/vision/preprocess/channels.ts'
import type { RgbFrame, RgbPicture } from '../../../bench/video/contract.ts'
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
import { atMost } from './frame-limits.ts'

const { mean: clipMean, deviation: clipDeviation } = clipChannels
const { mean: imageNetMean, deviation: imageNetDeviation } = imageNetChannels
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

/**
 * Whether frames are resized with antialiasing for DINOv2, DreamSim and VBench-I2V's DINO. Their transforms leave it to
 * torchvision (vbench2_beta_long/utils.py, vbench2_beta_i2v/utils.py), whose default it is from 0.17 on; upstream's
 * installation takes the newest.
 */
export const defaultAntialias = true

// vbench2_beta_long/utils.py, dinov2_transform, and vbench2_beta_i2v/utils.py, dino_transform_internet
const enlarged = 256
const centre = 224
/** Ours: 64 times as long as high; beyond it, what is cut off takes gigabytes. */
const mostEnlarged = 2 ** 22

/**
 * For DINOv2, and for DINO in VBench-I2V: the centre of 224 pixels, the shorter side at 256, bicubic floats. Throws
 * CLIP_TOO_LARGE for a strip.
 */
export function centrePixels(frame: RgbFrame): Float32Array {
  const size = atMost(shorterSideSize(frame, enlarged), mostEnlarged)
  const resized = resizeFloat(frame, size, 'bicubic', defaultAntialias)
  const cropped = centreCropPlanes(resized, channels, size, square(centre))
  return normalisePlanes(cropped, imageNetMean, imageNetDeviation, levels)
}

/** The same of a picture of its own, by Pillow. */
export function centrePicturePixels(picture: RgbPicture): Float32Array {
  const size = atMost(shorterSideSize(picture, enlarged), mostEnlarged)
  const resized = resizePillow(picture.data, channels, picture, size, 'bicubic')
  const cropped = centreCrop(resized, channels, size, square(centre))
  return normalisePlanes(toPlanes(cropped, channels), imageNetMean, imageNetDeviation, levels)
}

// vbench2_beta_i2v/utils.py, dreamsim_transform
const dreamsimSize = square(224)

/** For DreamSim, 0 … 1 and beyond: squashed to a square of 224 pixels, bicubic floats that over- and undershoot. */
export const dreamsimPixels = (frame: RgbFrame): Float32Array =>
  scaled(resizeFloat(frame, dreamsimSize, 'bicubic', defaultAntialias))

/** The same of a picture of its own, by Pillow. */
export function dreamsimPicturePixels(picture: RgbPicture): Float32Array {
  const resized = resizePillow(picture.data, channels, picture, dreamsimSize, 'bicubic')
  return scaled(new Float32Array(toPlanes(resized, channels)))
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
  return scaled(resizeFloat(frame, size, 'bilinear'))
}

function scaled(planes: Float32Array): Float32Array {
  for (let i = 0; i < planes.length; i++) planes[i] = (planes[i] as number) / levels
  return planes
}

function resizeFloat(
  frame: RgbPicture,
  size: Size,
  interpolation: Interpolation,
  antialias = false,
): Float32Array {
  const planes = new Float32Array(toPlanes(frame.data, channels))
  if (frame.width === size.width && frame.height === size.height) return planes
  return resizePlanes(planes, channels, frame, size, interpolation, antialias)
}
