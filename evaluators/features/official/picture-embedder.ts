import { type FloatTensor, floatTensor } from '../../../bench/tensor/tensor.ts'
import type { RgbFrame, RgbPicture } from '../../../bench/video/contract.ts'
import type { ClipView } from '../../contract.ts'
import { type FrameBatches, frameBatches } from './batches.ts'

/** A loaded network that embeds frames of clips, and pictures that clips were made from. */
export interface PictureEmbedder {
  /** A clip's frames, in batches of one size; `frames` are to come, more or fewer cost time, nothing else. */
  begin(frames: number): { push(frame: RgbFrame): Promise<void>; finish: FrameBatches['finish'] }
  embedImage(picture: RgbPicture): Promise<Float32Array>
  close(): Promise<void>
}

interface Parts {
  /** Side of the network's square input. */
  readonly side: number
  /** Frames of a batch at most. */
  readonly largestBatch: number
  /** A frame as planes [3, side, side]. */
  framePixels(frame: RgbFrame): Float32Array
  picturePixels(picture: RgbPicture): Float32Array
  /** [B, 3, side, side] → [B, D] */
  embed(pixels: FloatTensor): Promise<FloatTensor>
  close(): Promise<void>
}

/** Frames and pictures through one network, each prepared in its own way. */
export function pictureEmbedder({
  side,
  largestBatch,
  framePixels,
  picturePixels,
  embed,
  close,
}: Parts): PictureEmbedder {
  const shape = [3, side, side]
  return {
    begin(frames) {
      const { push, finish } = frameBatches({ frames, largest: largestBatch, shape }, embed)
      return { push: (frame) => push(framePixels(frame)), finish }
    },
    async embedImage(picture) {
      const { data } = await embed(floatTensor([1, ...shape], picturePixels(picture)))
      return data
    },
    close,
  }
}

/** How a backbone begins a clip: its features are made from the embeddings of the frames, one a frame in order. */
export const beginClip =
  <F>(embedder: PictureEmbedder, features: (embeddings: readonly Float32Array[]) => F) =>
  ({ video }: ClipView) => {
    const { push, finish } = embedder.begin(video.frameCount)
    return { push, finish: async () => features(await finish()) }
  }
