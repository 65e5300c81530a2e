import { BenchError } from '../errors.ts'
import { writeAtomically } from './atomic-file.ts'
import type { RgbFrame } from './contract.ts'
import { type H264Options, openH264Writer } from './h264-writer.ts'
import { maxPixels } from './limits.ts'

export interface EncodeOptions {
  readonly width: number
  readonly height: number
  /** Frames per second. 23.976, 29.97 and 59.94 stand for 24000/1001, 30000/1001 and 60000/1001. */
  readonly fps: number
  /** Constant rate factor of x264, 0 (lossless within yuv420p) … 51; x264's own default is 23. */
  readonly crf?: number
  readonly signal?: AbortSignal
}

export interface EncodedVideo {
  readonly frames: number
  readonly bytes: number
}

/** A frame to encode: interleaved 8-bit RGB, `height · width · 3` bytes. They are not kept. */
export type EncodeFrame = Pick<RgbFrame, 'data'>

/**
 * Writes frames as H.264 (yuv420p, BT.601 limited range) in an MP4 whose index stands first. The same frames and options
 * give the same bytes on every machine with the same FFmpeg: one thread, no time stamps, no names of programs in the
 * container.
 *
 * The file appears under its name only when it is complete and on disk; a failed encode leaves nothing behind, and an
 * older file of that name as it was. yuv420p needs even sizes: odd ones are refused rather than padded, so that a clip
 * always has the size that was asked for.
 *
 * @throws BenchError VIDEO_ENCODE, VIDEO_ENCODER_MISSING, DISK_FULL, FOLDER_READ_ONLY; what `frames` throws; the
 * signal's reason when it is aborted
 */
export async function encodeVideo(
  path: string,
  frames: AsyncIterable<EncodeFrame> | Iterable<EncodeFrame>,
  options: EncodeOptions,
): Promise<EncodedVideo> {
  const settings = checkedOptions(path, options)
  let count = 0
  const bytes = await writeAtomically(path, async (temporary) => {
    const writer = await openH264Writer(temporary, settings)
    try {
      for await (const frame of frames) {
        options.signal?.throwIfAborted()
        checkFrame(path, frame, count, settings)
        await writer.write(frame.data)
        count++
      }
      if (count === 0) throw refused(path, 'zero frames', 'at least one')
      await writer.finish()
    } finally {
      await writer.close()
    }
  })
  return { frames: count, bytes }
}

/** x264's default (x264 --help, --crf). */
const defaultCrf = 23

/** Highest frame rate: the largest one whose frames last more than a tick of a millisecond clock. */
const maxFps = 999

function checkedOptions(path: string, { width, height, fps, crf = defaultCrf }: EncodeOptions): H264Options {
  const size = `${width}x${height}`
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw refused(path, `frames of ${size}`, 'whole numbers of pixels')
  }
  if (width % 2 === 1 || height % 2 === 1) {
    const even = `${width + (width % 2)}x${height + (height % 2)}`
    throw refused(
      path,
      `frames of ${size}`,
      `an even width and height, such as ${even}: yuv420p has no others`,
    )
  }
  if (width * height > maxPixels) throw refused(path, `frames of ${size}`, `at most ${maxPixels} pixels`)
  if (!(fps > 0 && fps <= maxFps))
    throw refused(path, `${fps} frames per second`, `more than 0, at most ${maxFps}`)
  if (!(crf >= 0 && crf <= 51)) throw refused(path, `CRF ${crf}`, '0 to 51')
  return { width, height, frameRate: rationalFps(fps), crf }
}

/** A frame rate as a fraction: whole, NTSC (n · 1000/1001), or thousandths. */
export function rationalFps(fps: number): { readonly num: number; readonly den: number } {
  if (Number.isInteger(fps)) return { num: fps, den: 1 }
  const ntsc = Math.round(fps * 1.001)
  // 29.97 is 30000/1001 rounded to hundredths
  if (Math.abs((ntsc * 1000) / 1001 - fps) < 0.005) return { num: ntsc * 1000, den: 1001 }
  return { num: Math.max(1, Math.round(fps * 1000)), den: 1000 }
}

function checkFrame(path: string, frame: EncodeFrame, index: number, { width, height }: H264Options): void {
  const expected = width * height * 3
  if (frame.data.length === expected) return
  throw refused(path, `frame ${index} of ${frame.data.length} bytes`, `${expected} (${width}x${height} RGB)`)
}

const refused = (path: string, found: string, expected: string) =>
  new BenchError('VIDEO_ENCODE', { path, found, expected })
