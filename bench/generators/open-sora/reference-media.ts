import { BenchError } from '../../errors.ts'
import type { ConditionType } from '../../models/sampler/condition.ts'
import type { PixelSize } from '../../models/sampler/video-size.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import { isPictureName, readPicture } from '../../video/picture-file.ts'
import { toPlanes } from '../../video/resize/planes.ts'
import { prepareImage, prepareVideo } from './reference-pixels.ts'

/** Frames of a video reference: 33, or 65 in the easy forms (Open-Sora, utils/inference.py, collect_references_batch). */
const videoFrames = { plain: 33, easy: 65 } as const

/**
 * The pixels that a condition takes from its media, each [3, T, H, W] in [-1, 1]: the first frame, the last one, both, or
 * the beginning or end of a video. Throws OPEN_SORA_REFERENCE and what decoding throws.
 */
export async function referencePixels(
  prompt: string,
  type: ConditionType,
  media: readonly string[],
  size: PixelSize,
): Promise<readonly FloatTensor[]> {
  const [first, last] = [media[0], media.at(-1)]
  if (first === undefined || last === undefined) {
    throw new BenchError('OPEN_SORA_REFERENCE', {
      prompt,
      found: 'there is none',
      expected: 'a picture or a video',
    })
  }
  const head = () => readEnd(first, 1, 'head', size)
  const tail = () => readEnd(last, 1, 'tail', size)
  if (type === 'i2v_head') return [await head()]
  if (type === 'i2v_tail') return [await tail()]
  if (type === 'i2v_loop') return [await head(), await tail()]
  const count = referenceFrames(type)
  const video = await readEnd(first, count, type.startsWith('v2v_head') ? 'head' : 'tail', size)
  if (video.shape[1]! < count) {
    const found = `${video.shape[1]} frames in ${first}`
    throw new BenchError('OPEN_SORA_REFERENCE', { prompt, found, expected: `at least ${count}` })
  }
  return [video]
}

/** Frames that a condition takes from each of its media. */
export const referenceFrames = (type: ConditionType): number =>
  type.startsWith('i2v') ? 1 : type.endsWith('_easy') ? videoFrames.easy : videoFrames.plain

/** Up to `count` frames from one end of a picture or video, prepared. */
async function readEnd(
  path: string,
  count: number,
  end: 'head' | 'tail',
  size: PixelSize,
): Promise<FloatTensor> {
  if (isPictureName(path)) return prepareImage(await readPicture(path), size)
  // the codec is a native library: it is loaded when the first video is read
  const { decodeFrames } = await import('../../video/decode.ts')
  const kept: { width: number; height: number; data: Uint8Array }[] = []
  for await (const { width, height, data } of decodeFrames(path)) {
    kept.push({ width, height, data: Uint8Array.from(data) })
    if (end === 'head' && kept.length === count) break
    if (kept.length > count) kept.shift()
  }
  const [frame] = kept
  if (!frame) throw new BenchError('VIDEO_NO_FRAMES', { path })
  return prepareVideo(
    kept.map(({ data }) => toPlanes(data, 3)),
    frame,
    size,
  )
}
