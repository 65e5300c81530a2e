import { BenchError } from '../errors.ts'
import type { RgbFrame } from './contract.ts'
import { Damage } from './damage.ts'
import { listImages, openImageDecoder } from './image-folder.ts'
import { decodedFrames } from './packet-decoder.ts'
import { defaultImagesPerSecond } from './probe.ts'
import { openRgbConverter, type PictureSize, type RgbConverter } from './rgb-converter.ts'
import { kindOfPath, openVideoFile } from './video-file.ts'

export interface DecodeOptions {
  /** Indices of the frames to convert and yield, in any order; each is yielded once, in stream order. All when absent. */
  readonly frames?: readonly number[]
  /** Frame rate of a folder of images, frames per second: only for `timeSeconds`. */
  readonly imagesPerSecond?: number
  /** Decoder threads. The bytes are the same for every number. */
  readonly threads?: number
  readonly signal?: AbortSignal
}

/**
 * The frames of a video as upright RGB, one at a time; memory does not grow with the clip. For H.264 in yuv420p the bytes
 * are those of OpenCV's VideoCapture. A frame's `data` is overwritten when the next one is asked for.
 *
 * The whole stream is decoded even when few frames are selected, so that damage anywhere is found: every frame that can be
 * decoded is yielded first, then VIDEO_TRUNCATED or VIDEO_CORRUPT is thrown. (VBench skips such frames and says nothing.)
 * A consumer that has enough leaves the loop with `break`.
 *
 * @throws BenchError of the VIDEO_ family; the signal's reason when it is aborted
 */
export async function* decodeFrames(
  path: string,
  options: DecodeOptions = {},
): AsyncGenerator<RgbFrame, void, void> {
  const selection = options.frames && new Set(options.frames)
  const folder = (await kindOfPath(path)) === 'folder'
  const frames = folder ? folderFrames(path, selection, options) : fileFrames(path, selection, options)
  yield* frames
}

type Selection = ReadonlySet<number> | undefined

async function* fileFrames(
  path: string,
  selection: Selection,
  options: DecodeOptions,
): AsyncGenerator<RgbFrame, void, void> {
  const file = await openVideoFile(path)
  const { width, height } = file.stream.codecpar
  const damage = new Damage(path, file.missing)
  const scalers = new Scalers((size) => openRgbConverter(path, width, height, file.rotation, size))
  let converter: RgbConverter | undefined
  let index = 0
  try {
    for await (const { frame, timeSeconds } of decodedFrames(file, damage, options)) {
      if (frame.width !== width || frame.height !== height) {
        const [found, expected] = [`${frame.width}x${frame.height}`, `${width}x${height}`]
        throw new BenchError('VIDEO_SIZES_DIFFER', { path, index, found, expected })
      }
      if (!selection || selection.has(index)) {
        converter ??= openRgbConverter(path, width, height, file.rotation)
        yield {
          index,
          width: converter.width,
          height: converter.height,
          data: converter.convert(frame),
          timeSeconds,
          scaled: (toWidth, toHeight) => scalers.to(toWidth, toHeight).convert(frame),
        }
      }
      index++
    }
    damage.throwIfAny(index)
    checkSelection(path, selection, index)
  } finally {
    converter?.close()
    scalers.close()
    await file.close()
  }
}

/** A converter for each size that frames are asked for. */
class Scalers {
  readonly #open: (size: PictureSize) => RgbConverter
  readonly #bySize = new Map<string, RgbConverter>()

  constructor(open: (size: PictureSize) => RgbConverter) {
    this.#open = open
  }

  to(width: number, height: number): RgbConverter {
    const key = `${width}x${height}`
    const known = this.#bySize.get(key) ?? this.#open({ width, height })
    this.#bySize.set(key, known)
    return known
  }

  close(): void {
    for (const converter of this.#bySize.values()) converter.close()
    this.#bySize.clear()
  }
}

async function* folderFrames(
  path: string,
  selection: Selection,
  options: DecodeOptions,
): AsyncGenerator<RgbFrame, void, void> {
  const images = await listImages(path)
  const fps = options.imagesPerSecond ?? defaultImagesPerSecond
  const decoder = openImageDecoder()
  let converter: RgbConverter | undefined
  try {
    for (const [index, image] of images.entries()) {
      options.signal?.throwIfAborted()
      const frame = await decoder.decode(image)
      converter ??= openRgbConverter(path, frame.width, frame.height, 0)
      const { width, height } = converter
      if (frame.width !== width || frame.height !== height) {
        const [found, expected] = [`${frame.width}x${frame.height}`, `${width}x${height}`]
        throw new BenchError('VIDEO_SIZES_DIFFER', { path: image, index, found, expected })
      }
      if (selection && !selection.has(index)) continue
      yield { index, width, height, data: converter.convert(frame), timeSeconds: index / fps }
    }
    checkSelection(path, selection, images.length)
  } finally {
    converter?.close()
    decoder.close()
  }
}

/** A frame that was asked for and never came is an error, not a shorter list. */
function checkSelection(path: string, selection: Selection, frameCount: number): void {
  if (frameCount === 0) throw new BenchError('VIDEO_NO_FRAMES', { path })
  const absent = [...(selection ?? [])].find((index) => !(index >= 0 && index < frameCount))
  if (absent === undefined) return
  const found = `frame ${absent} was asked for, the video has ${frameCount} frames`
  throw new BenchError('VIDEO_CORRUPT', { path, found })
}
