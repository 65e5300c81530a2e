import { AV_PIX_FMT_RGB24, SWS_BICUBIC, SWS_BILINEAR } from 'node-av/constants'
import { Frame, SoftwareScaleContext } from 'node-av/lib'
import { BenchError } from '../errors.ts'
import { reason } from './libav.ts'
import { type Rotation, turnedSize, turnRgb } from './rotation.ts'

/** Rows of the conversion's target start at multiples of this many bytes: its vector code writes whole vectors. */
const alignmentBytes = 64

/** Converts decoded frames of one size to packed, upright RGB in a buffer that it reuses. */
export interface RgbConverter {
  readonly width: number
  readonly height: number
  convert(frame: Frame): Uint8Array
  close(): void
}

/** Width and height of an upright picture, pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/**
 * SWS_BICUBIC alone selects the same conversion as OpenCV's VideoCapture and decord, byte for byte; SWS_ACCURATE_RND
 * would not (VBench fixtures: up to 43 levels on edges of colour).
 *
 * @param scaled the size to scale to in the same step, as decord's `width` and `height` do: bilinear, the default of the
 *   FFmpeg 4 that its wheels hold (decord, src/video/ffmpeg/threaded_decoder.cc; FFmpeg 4.1, libavfilter/vf_scale.c)
 */
export function openRgbConverter(
  path: string,
  sourceWidth: number,
  sourceHeight: number,
  rotation: Rotation,
  scaled?: PictureSize,
): RgbConverter {
  const [width, height] = scaled
    ? [scaled.width, scaled.height]
    : turnedSize(sourceWidth, sourceHeight, rotation)
  // the size before the turn
  const [targetWidth, targetHeight] = turnedSize(width, height, rotation)
  const target = rgbFrame(targetWidth, targetHeight)
  const packed = new Uint8Array(width * height * 3)
  const turned = rotation === 0 ? packed : new Uint8Array(packed.length)
  let scaler: SoftwareScaleContext | undefined
  let format: number | undefined
  return {
    width,
    height,
    convert(frame) {
      if (!scaler || frame.format !== format) {
        scaler?.freeContext()
        scaler = new SoftwareScaleContext()
        format = frame.format
        scaler.getContext(
          sourceWidth,
          sourceHeight,
          frame.format as typeof AV_PIX_FMT_RGB24,
          targetWidth,
          targetHeight,
          AV_PIX_FMT_RGB24,
          scaled ? SWS_BILINEAR : SWS_BICUBIC,
        )
      }
      const code = scaler.scaleFrameSync(target, frame)
      if (code < 0) throw new BenchError('VIDEO_CORRUPT', { path, found: `no RGB: ${reason(code)}` })
      copyRows(target, targetWidth * 3, targetHeight, packed)
      if (turned !== packed) turnRgb(packed, targetWidth, targetHeight, rotation, turned)
      return turned
    },
    close() {
      scaler?.freeContext()
      target.free()
    },
  }
}

function rgbFrame(width: number, height: number): Frame {
  const frame = new Frame()
  frame.alloc()
  frame.width = width
  frame.height = height
  frame.format = AV_PIX_FMT_RGB24
  const code = frame.getBuffer(alignmentBytes)
  if (code < 0) throw new Error(`no memory for a frame of ${width}x${height}: ${reason(code)}`)
  return frame
}

/** Copies the rows of a packed-pixel frame one after the other, without the padding at their ends. */
function copyRows(frame: Frame, rowBytes: number, rows: number, target: Uint8Array): void {
  const plane = frame.data?.[0]
  const stride = frame.linesize[0] ?? 0
  if (!plane) throw new Error('A converted frame has no data')
  if (stride === rowBytes) {
    target.set(plane.subarray(0, target.length))
    return
  }
  for (let row = 0; row < rows; row++) {
    target.set(plane.subarray(row * stride, row * stride + rowBytes), row * rowBytes)
  }
}
