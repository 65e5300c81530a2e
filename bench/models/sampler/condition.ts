// B batch, C channels, T frames, H height, W width
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'

/**
 * What a video is made from besides its text: nothing; a first, a last, or both pictures; the beginning or the end of
 * another video. The `easy` forms keep twice as many frames.
 *
 * Source: Open-Sora, utils/inference.py, prepare_inference_condition.
 */
export const conditionTypes = [
  't2v',
  'i2v_head',
  'i2v_tail',
  'i2v_loop',
  'v2v_head',
  'v2v_tail',
  'v2v_head_easy',
  'v2v_tail_easy',
] as const
export type ConditionType = (typeof conditionTypes)[number]

/** Masks [B, 1, T, H, W], 1 where the latents are given, and those latents [B, C, T, H, W], 0 elsewhere. */
export interface Condition {
  readonly masks: FloatTensor
  readonly maskedReference: FloatTensor
}

/** Latents [C, T', H, W] of the reference media of one batch item, first to last; null when it has none. */
export type References = readonly FloatTensor[] | null

/** Latent frames that a video reference gives, besides the causal autoencoder's extra first one. */
const videoFrames = { plain: 8, easy: 16 } as const

/**
 * The condition of latents of `shape` [B, C, T, H, W]. A single frame is never conditioned, and neither is an item
 * without references. Throws RangeError where a reference has too few frames or another size.
 */
export function referenceCondition(
  shape: readonly number[],
  type: ConditionType,
  references: readonly References[],
  causal: boolean,
): Condition {
  const [batch, channels, frames, height, width] = shape as [number, number, number, number, number]
  const masks = floatTensor([batch, 1, frames, height, width])
  const maskedReference = floatTensor(shape)
  const condition = { masks, maskedReference }
  references.forEach((media, item) => {
    if (media === null || frames === 1) return
    for (const slice of slicesOf(type, media, frames, causal)) {
      place(condition, { ...slice, item, channels, frames, plane: height * width })
    }
  })
  return condition
}

/** How many latent frames a video reference gives. */
export const videoReferenceFrames = (type: ConditionType, causal: boolean): number =>
  (type.endsWith('_easy') ? videoFrames.easy : videoFrames.plain) + (causal ? 1 : 0)

interface Slice {
  readonly media: FloatTensor
  /** First frame in the reference and in the target. */
  readonly from: number
  readonly to: number
  readonly count: number
}

function slicesOf(
  type: ConditionType,
  media: readonly FloatTensor[],
  frames: number,
  causal: boolean,
): Slice[] {
  const [first, last] = [media[0]!, media.at(-1)!]
  const head = (count: number): Slice => ({ media: first, from: 0, to: 0, count })
  const tail = (source: FloatTensor, count: number): Slice => ({
    media: source,
    from: source.shape[1]! - count,
    to: frames - count,
    count,
  })
  if (type === 't2v') return []
  if (type === 'i2v_head') return [head(1)]
  if (type === 'i2v_tail') return [tail(last, 1)]
  if (type === 'i2v_loop') return [head(1), tail(last, 1)]
  const count = videoReferenceFrames(type, causal)
  return [type.startsWith('v2v_head') ? head(count) : tail(first, count)]
}

interface Place extends Slice {
  readonly item: number
  readonly channels: number
  readonly frames: number
  /** Elements of one frame of one channel. */
  readonly plane: number
}

function place({ masks, maskedReference }: Condition, slice: Place): void {
  const { media, from, to, count, item, channels, frames, plane } = slice
  const [mediaChannels, mediaFrames] = media.shape as [number, number]
  const fits = mediaChannels === channels && media.data.length === channels * mediaFrames * plane
  if (!fits || from < 0 || to < 0 || from + count > mediaFrames || to + count > frames) {
    throw new RangeError(
      `Reference [${media.shape}]: expected [${channels}, ≥ ${count}, …] of ${plane} elements a frame for ${frames} frames`,
    )
  }
  masks.data.fill(1, (item * frames + to) * plane, (item * frames + to + count) * plane)
  for (let channel = 0; channel < channels; channel++) {
    const start = (channel * mediaFrames + from) * plane
    const target = ((item * channels + channel) * frames + to) * plane
    maskedReference.data.set(media.data.subarray(start, start + count * plane), target)
  }
}
