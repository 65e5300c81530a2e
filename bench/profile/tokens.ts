import { BenchError } from '../errors.ts'
import { timeRatio } from '../models/autoencoder/dc-spec.ts'
import { tileGeometry } from '../models/autoencoder/tiling.ts'
import type { LatentGrid } from '../models/sampler/packing.ts'
import {
  latentFrames,
  latentGrid,
  type PixelSize,
  type TimeRule,
  videoSize,
} from '../models/sampler/video-size.ts'
import type { AutoencoderSpec, ProfileVariant } from './variants.ts'

/** The video that is made. */
export interface VideoShape {
  /** Such as `256px` (256² pixels) or `720p`. */
  readonly resolution: string
  /** Width to height, such as `16:9`. */
  readonly aspectRatio: string
  readonly frames: number
}

/** Sizes on the way from pixels to tokens. */
export interface TokenCount {
  readonly pixels: PixelSize
  readonly grid: LatentGrid
  /** [1, C, T, H, W] */
  readonly latentShape: readonly [number, number, number, number, number]
  /** Tokens of the video in the transformer. */
  readonly tokens: number
  /** Values of the latents over values of the pixels. */
  readonly valuesPerPixelValue: number
}

/** Tokens of a text for T5 (Open-Sora, configs/diffusion/inference/256px.py, t5, max_length). */
export const t5Tokens = 512
/** Tokens of a text for CLIP (the same, clip, max_length). */
export const clipTokens = 77

// red, green, blue
const pixelChannels = 3

/**
 * Latents and tokens of a video in a variant. Throws OPTION_INVALID where the variant can't take that many frames, and
 * what `videoSize` throws.
 */
export function countTokens(variant: ProfileVariant, video: VideoShape): TokenCount {
  const { tokenPixels, timeRule, mmdit } = variant
  checkFrames(variant, video.frames)
  const pixels = videoSize(video.resolution, video.aspectRatio, { tokenPixels, training: false })
  const patch = mmdit.patchSize
  const grid = latentGrid(pixels, latentFrames(video.frames, timeRule), { tokenPixels, patch })
  const channels = mmdit.inChannels / patch ** 2
  const { frames, height, width } = grid
  const latentValues = channels * frames * height * width
  return {
    pixels,
    grid,
    latentShape: [1, channels, frames, height, width],
    tokens: (frames * height * width) / patch ** 2,
    valuesPerPixelValue: latentValues / (pixelChannels * video.frames * pixels.height * pixels.width),
  }
}

/** What decides which numbers of frames an autoencoder takes; null for one whose tiles are not known here. */
interface FrameTaker {
  readonly title: string
  readonly timeRule: TimeRule
  readonly autoencoder: AutoencoderSpec | null
}

/** Throws OPTION_INVALID where a variant can't take that many frames. */
export function checkFrames({ title, timeRule, autoencoder }: FrameTaker, frames: number): void {
  const { temporalReduction: step, causal } = timeRule
  const fits = causal
    ? (frames - 1) % step === 0
    : step === 1 || frames === 1 || (frames % step === 0 && frames >= 2 * step)
  const refuse = (expected: string) =>
    new BenchError('OPTION_INVALID', {
      option: 'frames',
      found: `${frames} with ${title}`,
      expected,
      command: 'run',
    })
  if (!Number.isSafeInteger(frames) || frames < 1 || !fits) {
    throw refuse(
      causal ? `a multiple of ${step} and one more` : `1, or a multiple of ${step} from ${2 * step}`,
    )
  }
  if (autoencoder && endsInImage(autoencoder, latentFrames(frames, timeRule))) {
    throw refuse(`${step} frames more or less: the last tile of this autoencoder would be a single image`)
  }
}

/** Whether the last tile in time holds one latent frame, which the 4×32×32 autoencoder takes for an image. */
function endsInImage({ kind, spec }: AutoencoderSpec, latents: number): boolean {
  if (kind !== 'dc-ae') return false
  const tile = Math.trunc(spec.temporalTileSize / timeRatio)
  const { stride } = tileGeometry(tile, spec.temporalTileSize, spec.tileOverlapFactor)
  return latents > tile && latents % stride === 1
}
