import { spaceRatio, timeRatio } from '../../models/autoencoder/dc-spec.ts'
import { type TileGeometry, type Tiling, tileGeometry } from '../../models/autoencoder/tiling.ts'
import type { AutoencoderSpec } from '../variants.ts'

/** Where tiles of the decoded video meet, along one axis. */
export interface AxisBorders {
  readonly axis: 'time' | 'height' | 'width'
  /** Elements of the axis at which something ends: the first that two tiles share, and the first after those. */
  readonly positions: readonly number[]
  /** Elements of one latent. Steps inside a latent's pixels differ from those between latents, tiles or not. */
  readonly period: number
  /** Elements before the first whole period: the frame that a causal autoencoder keeps on its own. */
  readonly offset: number
}

export interface DecodedSize {
  readonly frames: number
  readonly height: number
  readonly width: number
}

/**
 * Borders of the tiles that an autoencoder cuts a video of this size into. Where height or width is larger than a tile,
 * both are cut.
 */
export function tileBorders(
  { kind, spec }: AutoencoderSpec,
  size: DecodedSize,
  tiling: Tiling,
): AxisBorders[] {
  const causal = kind === 'hunyuan'
  const [space, time] =
    kind === 'hunyuan'
      ? [
          { pixels: spec.sampleSize, ratio: 2 ** (spec.blockOutChannels.length - 1) },
          { pixels: spec.sampleTsize, ratio: spec.timeCompressionRatio },
        ]
      : [
          { pixels: spec.spatialTileSize, ratio: spaceRatio },
          { pixels: spec.temporalTileSize, ratio: timeRatio },
        ]
  const geometry = ({ pixels, ratio }: { readonly pixels: number; readonly ratio: number }) =>
    tileGeometry(Math.trunc(pixels / ratio), pixels, spec.tileOverlapFactor)
  const first = causal ? 1 : 0
  const inSpace = tiling.spatial && (size.height > space.pixels || size.width > space.pixels)
  const inTime = tiling.temporal && size.frames - first > time.pixels
  const ofSpace = (axis: 'height' | 'width'): AxisBorders => ({
    axis,
    positions: inSpace ? ends(geometry(space), size[axis], 0) : [],
    period: space.ratio,
    offset: 0,
  })
  const ofTime: AxisBorders = {
    axis: 'time',
    positions: inTime ? ends(geometry(time), size.frames, first) : [],
    period: time.ratio,
    offset: first,
  }
  return [ofTime, ofSpace('height'), ofSpace('width')].filter(({ positions }) => positions.length > 0)
}

/** Both ends of every overlap. */
function ends({ keep, blend }: TileGeometry, size: number, first: number): number[] {
  const starts = Array.from(
    { length: Math.ceil((size - first) / keep) - 1 },
    (_, i) => first + (i + 1) * keep,
  )
  const all = starts.flatMap((start) => [start, start + blend])
  return [...new Set(all)].filter((position) => position < size).sort((a, b) => a - b)
}
