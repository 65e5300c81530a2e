import { BenchError } from '../errors.ts'
import { DcAutoencoder } from '../models/autoencoder/dc-autoencoder.ts'
import { HunyuanAutoencoder } from '../models/autoencoder/hunyuan-autoencoder.ts'
import type { Tiling } from '../models/autoencoder/tiling.ts'
import { Mmdit } from '../models/mmdit/mmdit.ts'
import type { MmditSpec } from '../models/mmdit/spec.ts'
import {
  latentFrames,
  latentGrid,
  type PixelSize,
  type TimeRule,
  videoSize,
} from '../models/sampler/video-size.ts'
import type { ResultVariant } from '../records/autoencoder-result.ts'
import { elementCount } from '../tensor/tensor.ts'
import type { CodecSpec } from './codec/codec.ts'
import { checkFrames } from './tokens.ts'
import type { ProfileVariant } from './variants.ts'

/** What the suite compares, as data: an autoencoder of any kind, with or without a transformer. */
export interface SuiteVariant {
  readonly id: string
  readonly title: string
  readonly codec: CodecSpec
  /** Pixels to one latent. */
  readonly reduction: { readonly frames: number; readonly height: number; readonly width: number }
  readonly latentChannels: number
  /** Whether the first frame has a latent of its own. */
  readonly causal: boolean
  readonly tiling: Tiling
  readonly transformer: { readonly mmdit: MmditSpec; readonly tokenPixels: number } | null
}

/** A built-in variant in the suite's form. */
export function builtInVariant(id: string, variant: ProfileVariant): SuiteVariant {
  const { title, autoencoder, mmdit, tokenPixels, timeRule, tiling } = variant
  const side = tokenPixels / mmdit.patchSize
  return {
    id,
    title,
    codec: { kind: 'built-in', autoencoder, tiling },
    reduction: { frames: timeRule.temporalReduction, height: side, width: side },
    latentChannels: mmdit.inChannels / mmdit.patchSize ** 2,
    causal: timeRule.causal,
    tiling,
    transformer: { mmdit, tokenPixels },
  }
}

const timeRuleOf = ({ reduction, causal }: SuiteVariant): TimeRule => ({
  temporalReduction: reduction.frames,
  causal,
})

/** The video of a workload as one variant makes it. */
export interface VariantShape {
  readonly frames: number
  readonly pixels: PixelSize
  /** [1, C, T, H, W] */
  readonly latentShape: readonly [number, number, number, number, number]
  /** [1, 3, T, H, W] */
  readonly videoShape: readonly [number, number, number, number, number]
  readonly tokens: number | null
}

/** Sizes of a video in a variant. Throws OPTION_INVALID where the variant can't take it, and what `videoSize` throws. */
export function shapeOf(
  variant: SuiteVariant,
  video: { readonly resolution: string; readonly aspectRatio: string; readonly frames: number },
): VariantShape {
  const { title, reduction, latentChannels, transformer, codec } = variant
  const timeRule = timeRuleOf(variant)
  const autoencoder = codec.kind === 'built-in' ? codec.autoencoder : null
  checkFrames({ title, timeRule, autoencoder }, video.frames)
  const tokenPixels = transformer?.tokenPixels ?? Math.max(reduction.height, reduction.width)
  const pixels = videoSize(video.resolution, video.aspectRatio, { tokenPixels, training: false })
  if (pixels.height % reduction.height !== 0 || pixels.width % reduction.width !== 0) {
    throw new BenchError('OPTION_INVALID', {
      option: 'resolution',
      found: `${pixels.width}×${pixels.height} with ${title}`,
      expected: `a multiple of ${reduction.width}×${reduction.height}`,
      command: 'run',
    })
  }
  const patch = transformer?.mmdit.patchSize ?? 1
  const frames = latentFrames(video.frames, timeRule)
  const grid = transformer
    ? latentGrid(pixels, frames, { tokenPixels, patch })
    : { frames, height: pixels.height / reduction.height, width: pixels.width / reduction.width }
  return {
    frames: video.frames,
    pixels,
    latentShape: [1, latentChannels, grid.frames, grid.height, grid.width],
    videoShape: [1, 3, video.frames, pixels.height, pixels.width],
    tokens: transformer ? (grid.frames * grid.height * grid.width) / patch ** 2 : null,
  }
}

/** What the record says of a variant. */
export function describeVariant(variant: SuiteVariant): ResultVariant {
  const { id, title, codec, reduction, latentChannels, causal, tiling, transformer } = variant
  const perLatent = reduction.frames * reduction.height * reduction.width
  return {
    id,
    title,
    source: codec.kind,
    reduction,
    latentChannels,
    patchSize: transformer?.mmdit.patchSize ?? null,
    frameRule: frameRule(reduction.frames, causal),
    tiling,
    parameters: {
      autoencoder: codec.kind === 'built-in' ? parameterCount(networkOf(codec)) : null,
      transformer: transformer ? parameterCount(new Mmdit(transformer.mmdit)) : null,
    },
    // red, green, blue
    informationDensity: latentChannels / (3 * perLatent),
    valuesPerPixel: latentChannels / (reduction.height * reduction.width) / reduction.frames,
  }
}

export function frameRule(step: number, causal: boolean): string {
  if (step === 1) return 'any number of frames'
  return causal ? `${step}n + 1 frames` : `1 frame, or ${step}n from ${2 * step}`
}

const networkOf = ({ autoencoder: { kind, spec } }: CodecSpec & { readonly kind: 'built-in' }) =>
  kind === 'dc-ae' ? new DcAutoencoder(spec) : new HunyuanAutoencoder(spec)

const parameterCount = ({
  parameters,
}: {
  readonly parameters: readonly { readonly shape: readonly number[] }[]
}): number => parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0)
