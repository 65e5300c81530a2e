import { BenchError } from '../../errors.ts'
import { nearestName } from '../../records/nearest-name.ts'
import type { LatentGrid } from './packing.ts'

/** Height and width, pixels. */
export interface PixelSize {
  readonly height: number
  readonly width: number
}

/** Aspect ratios, width to height; each also exists upright. Open-Sora, datasets/aspect.py, ASPECT_RATIO_LD_LIST. */
const landscapeRatios = ['2.39:1', '2:1', '16:9', '1.85:1', '9:16', '5:8', '3:2', '4:3', '1:1'] as const

/** Every aspect ratio that has a size. */
export const aspectRatios: readonly string[] = [
  ...new Set([...landscapeRatios, ...landscapeRatios.map(upright)]),
]

/** Resolutions that upstream's configurations name; any other `<n>px` or `<n>p` works as well. */
export const namedResolutions = [
  '144p',
  '240p',
  '256px',
  '360p',
  '480p',
  '512px',
  '720p',
  '768px',
  '1024px',
  '1080p',
  '1080px',
  '1440p',
] as const

export interface SizeOptions {
  /** Pixels on a side of one token: 16, or 32 with the 4×32×32 autoencoder. Sizes are multiples of it. */
  readonly tokenPixels: number
  /** Training sizes come nearer to the pixel count; upstream also makes the image of t2i2v with them. */
  readonly training: boolean
}

/**
 * Size of a resolution (`256px` is 256², `720p` is 720² · 16/9 pixels) in an aspect ratio. Throws OPTION_INVALID or
 * UNKNOWN_NAME.
 *
 * Source: Open-Sora, datasets/aspect.py, get_image_size.
 */
export function videoSize(resolution: string, aspectRatio: string, options: SizeOptions): PixelSize {
  const sizes = sizesByRatio(pixelCount(resolution), options)
  const size = sizes.get(aspectRatio)
  if (size) return size
  const known = [...sizes.keys()]
  const near = nearestName(aspectRatio, known)
  throw new BenchError('UNKNOWN_NAME', {
    kind: 'aspect ratio',
    found: aspectRatio,
    suggestion: near === null ? '' : `Did you mean "${near}"? `,
    known: known.join(', '),
  })
}

/** Largest side that a resolution's name may give, pixels. */
const maxResolution = 8192

function pixelCount(resolution: string): number {
  const match = /^(\d{1,5})(px|p)$/.exec(resolution)
  const side = Number(match?.[1])
  if (!match || side < 64 || side > maxResolution) {
    throw new BenchError('OPTION_INVALID', {
      option: 'resolution',
      found: resolution,
      expected: `one of ${namedResolutions.join(', ')}, or another <n>px or <n>p from 64 to ${maxResolution}`,
      command: 'generate',
    })
  }
  return match[2] === 'px' ? side * side : Math.trunc(((side * side) / 9) * 16)
}

function sizesByRatio(pixels: number, { tokenPixels: step, training }: SizeOptions): Map<string, PixelSize> {
  const landscape = new Map<string, PixelSize>()
  const portrait = new Map<string, PixelSize>()
  for (const ratio of landscapeRatios) {
    const [w, h] = ratio.split(':').map(Number) as [number, number]
    const width = Math.floor(Math.sqrt(pixels * (w / h)) / step) * step
    const plain = { height: Math.floor(Math.trunc(pixels / width) / step) * step, width }
    const size = training ? nearestSize(plain, pixels, step) : plain
    const taken = [...landscape.values()].some((s) => s.height === size.height && s.width === size.width)
    if (taken && training) continue
    landscape.set(ratio, size)
    portrait.set(upright(ratio), { height: size.width, width: size.height })
  }
  return new Map([...landscape, ...portrait])
}

/** One step more or less on one side, where that comes nearer to the pixel count; tried in upstream's order. */
function nearestSize(size: PixelSize, pixels: number, step: number): PixelSize {
  const { height, width } = size
  const candidates = [
    { height: height - step, width },
    { height: height + step, width },
    { height, width: width - step },
    { height, width: width + step },
  ]
  const distance = (s: PixelSize) => Math.abs(s.height * s.width - pixels)
  return candidates.reduce((best, next) => (distance(next) < distance(best) ? next : best), size)
}

function upright(ratio: string): string {
  return ratio.split(':').reverse().join(':')
}

/** A size given in pixels goes up to a multiple of this on each side, whatever the autoencoder (sanitize_sampling_option). */
const sideMultiple = 16

export const roundUpSize = ({ height, width }: PixelSize): PixelSize => ({
  height: Math.ceil(height / sideMultiple) * sideMultiple,
  width: Math.ceil(width / sideMultiple) * sideMultiple,
})

/** How an autoencoder turns frames into latent frames. */
export interface TimeRule {
  readonly temporalReduction: number
  /** Whether the first frame has a latent of its own. */
  readonly causal: boolean
}

/** Latent frames of a video. */
export function latentFrames(frames: number, { temporalReduction, causal }: TimeRule): number {
  if (frames === 1) return 1
  return causal ? Math.floor((frames - 1) / temporalReduction) + 1 : Math.floor(frames / temporalReduction)
}

/** The latent grid whose packed tokens cover a picture. */
export function latentGrid(
  size: PixelSize,
  frames: number,
  { tokenPixels, patch }: { readonly tokenPixels: number; readonly patch: number },
): LatentGrid {
  return {
    frames,
    height: patch * Math.ceil(size.height / tokenPixels),
    width: patch * Math.ceil(size.width / tokenPixels),
  }
}
