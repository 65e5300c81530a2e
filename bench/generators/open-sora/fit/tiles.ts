import { tileGeometry } from '../../../models/autoencoder/tiling.ts'
import type { Architecture } from '../architecture.ts'

/** Sizes of one tile, and how many of a volume's tiles have them. */
export interface Tile {
  /** [T, H, W] */
  readonly size: readonly [number, number, number]
  readonly count: number
}

type Direction = 'encode' | 'decode'
interface AxisRule {
  /** Of the network's input: pixels to encode, latents to decode. */
  readonly size: number
  readonly stride: number
  /** Elements that every tile has beyond its size. */
  readonly extra: number
}

interface TileRules {
  readonly space: AxisRule | null
  readonly time: AxisRule | null
}

/** How an autoencoder's configuration cuts what it encodes or decodes; null where it does not. */
export function tileRules(
  autoencoder: 'hunyuan' | 'dcAutoencoder',
  direction: Direction,
  { hunyuan, dcAutoencoder: dc }: Architecture,
  tiling: { readonly spatial: boolean; readonly temporal: boolean },
): TileRules {
  const rule = (pixels: number, factor: number, overlap: number, extra: number): AxisRule => {
    const latents = Math.trunc(pixels / factor)
    const [input, output] = direction === 'encode' ? [pixels, latents] : [latents, pixels]
    const { size, stride } = tileGeometry(input, output, overlap)
    return { size, stride, extra }
  }
  const rules =
    autoencoder === 'hunyuan'
      ? {
          space: rule(
            hunyuan.sampleSize,
            2 ** (hunyuan.blockOutChannels.length - 1),
            hunyuan.tileOverlapFactor,
            0,
          ),
          time: rule(hunyuan.sampleTsize, hunyuan.timeCompressionRatio, hunyuan.tileOverlapFactor, 1),
        }
      : {
          space: rule(dc.spatialTileSize, 32, dc.tileOverlapFactor, 0),
          time: rule(dc.temporalTileSize, 4, dc.tileOverlapFactor, 0),
        }
  return { space: tiling.spatial ? rules.space : null, time: tiling.temporal ? rules.time : null }
}

/** The distinct tiles of a volume [T, H, W], largest first on each axis. */
export function tilesOf(
  [frames, height, width]: readonly [number, number, number],
  rules: TileRules,
): Tile[] {
  const { space, time } = rules
  const large = space !== null && (height > space.size || width > space.size)
  const times = time !== null && frames > time.size ? lengths(frames, time) : whole(frames)
  const heights = large ? lengths(height, space) : whole(height)
  const widths = large ? lengths(width, space) : whole(width)
  return times.flatMap(([t, a]) =>
    heights.flatMap(([h, b]) => widths.map(([w, c]): Tile => ({ size: [t, h, w], count: a * b * c }))),
  )
}

const whole = (length: number): [length: number, count: number][] => [[length, 1]]

function lengths(total: number, { size, stride, extra }: AxisRule): [length: number, count: number][] {
  const counts = new Map<number, number>()
  for (let start = 0; start < total; start += stride) {
    const length = Math.min(size + extra, total - start)
    counts.set(length, (counts.get(length) ?? 0) + 1)
  }
  return [...counts]
}
