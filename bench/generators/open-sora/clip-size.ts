import { BenchError } from '../../errors.ts'
import { videoReferenceFrames } from '../../models/sampler/condition.ts'
import { latentFrames, latentGrid, type PixelSize, videoSize } from '../../models/sampler/video-size.ts'
import type { Architecture } from './architecture.ts'
import type { OpenSoraOptions } from './options.ts'
import { variants } from './variant.ts'

/** The size of a configuration's clips, in pixels and in latents. */
export interface ClipSize extends PixelSize {
  readonly frames: number
  /** [1, C, T, H, W] */
  readonly latentShape: readonly number[]
}

/** The size that the options ask for. Throws OPEN_SORA_SIZE and what `videoSize` throws when the model has no such size. */
export function clipSize(options: OpenSoraOptions, { mmdit, dcAutoencoder }: Architecture): ClipSize {
  const { frames, resolution, aspectRatio, condition } = options
  const { tokenPixels, timeRule, autoencoder } = variants[options.variant]
  if (condition === 't2i2v') pictureSize(options)
  const size = videoSize(resolution, aspectRatio, { tokenPixels, training: false })
  const latents = latentFrames(frames, timeRule)
  if (autoencoder === 'hunyuan') checkCausalFrames(frames)
  else checkBlockFrames(frames, latents, dcAutoencoder)
  if (condition !== 't2v') checkConditionFrames(options, latents)
  const patch = mmdit.patchSize
  const grid = latentGrid(size, latents, { tokenPixels, patch })
  const channels = mmdit.inChannels / patch ** 2
  return { ...size, frames, latentShape: [1, channels, grid.frames, grid.height, grid.width] }
}

/** Sizes of the picture that t2i2v makes: as FLUX makes it, and as upstream saves it. */
export interface PictureSize {
  readonly made: PixelSize
  /** The same as `made` where upstream does not resize. */
  readonly saved: PixelSize
}

/**
 * Both come from upstream's training sizes, which lack an aspect ratio where another has the same size. Throws what
 * `videoSize` throws.
 */
export function pictureSize({
  variant,
  imageResolution,
  resolution,
  aspectRatio,
}: OpenSoraOptions): PictureSize {
  const options = { tokenPixels: variants[variant].tokenPixels, training: true }
  const made = videoSize(imageResolution, aspectRatio, options)
  return { made, saved: imageResolution === resolution ? made : videoSize(resolution, aspectRatio, options) }
}

function checkCausalFrames(frames: number): void {
  if (frames % 4 !== 1)
    throw wrongFrames(frames, `4k + 1, such as ${4 * Math.max(1, Math.round((frames - 1) / 4)) + 1}`)
}

/** A last tile of one latent frame decodes to one frame instead of four, so such lengths are refused. */
function checkBlockFrames(frames: number, latents: number, spec: Architecture['dcAutoencoder']): void {
  if (frames === 1) return
  if (frames % 4 !== 0 || frames < 8) throw wrongFrames(frames, '1, or a multiple of 4 from 8')
  const tile = Math.trunc(spec.temporalTileSize / 4)
  const stride = Math.trunc(tile * (1 - spec.tileOverlapFactor))
  if (latents > tile && latents % stride === 1) {
    throw wrongFrames(frames, `4 frames more or less: the last tile of this autoencoder would lose 3 frames`)
  }
}

function checkConditionFrames({ condition, frames, variant }: OpenSoraOptions, latents: number): void {
  if (latents < 2) throw wrongFrames(frames, `more than one latent frame with ${condition}`)
  if (condition === 'i2v_loop' && latents === 2)
    throw wrongFrames(frames, 'more than two latent frames with i2v_loop')
  if (!condition.startsWith('v2v')) return
  if (variants[variant].autoencoder !== 'hunyuan') {
    throw new BenchError('OPEN_SORA_SIZE', {
      option: 'condition',
      found: `${condition} with ${variant}`,
      expected: 'i2v or t2v: its autoencoder cannot encode the 4k + 1 frames of a video reference',
    })
  }
  const needed = videoReferenceFrames(condition as 'v2v_head', true)
  if (latents <= needed) throw wrongFrames(frames, `more than ${(needed - 1) * 4 + 1} with ${condition}`)
}

const wrongFrames = (frames: number, expected: string) =>
  new BenchError('OPEN_SORA_SIZE', { option: 'frames', found: frames, expected })
