// B batch, C channels, T frames, H height, W width
import { DcAutoencoder } from '../models/autoencoder/dc-autoencoder.ts'
import { spaceRatio, timeRatio } from '../models/autoencoder/dc-spec.ts'
import { HunyuanAutoencoder } from '../models/autoencoder/hunyuan-autoencoder.ts'
import { type TileGeometry, type Tiling, tileGeometry } from '../models/autoencoder/tiling.ts'
import type { GraphOptions } from '../onnx/graph/emitter.ts'
import { Graph } from '../onnx/graph/graph.ts'
import type { Program, Run } from '../onnx/graph/program.ts'
import { isFixed } from '../onnx/graph/shape.ts'
import { floatTensor } from '../tensor/tensor.ts'
import { countNodes, type ProductCount, scaleCount, sumCounts } from './flops.ts'
import { type StepCount, upstreamForm } from './step-count.ts'
import type { AutoencoderSpec } from './variants.ts'

export type Direction = 'encode' | 'decode'

/** Tiles of one size that an autoencoder runs on. */
export interface TileCount extends StepCount {
  /** [B, C, T, H, W] */
  readonly shape: readonly number[]
  readonly tiles: number
}

/**
 * An autoencoder on an input of `shape` [B, C, T, H, W]: pixels to encode, latents to decode. One entry per size of
 * tile, each with the work of all tiles of that size.
 */
export async function countAutoencoder(
  autoencoder: AutoencoderSpec,
  direction: Direction,
  shape: readonly number[],
  tiling: Tiling,
  form = upstreamForm,
): Promise<readonly TileCount[]> {
  const counts: TileCount[] = []
  for (const { shape: tile, tiles } of tileShapes(autoencoder, direction, shape, tiling)) {
    const one = await countTile(autoencoder, direction, tile, form)
    counts.push({ name: `${direction} ${tile.join('×')}`, shape: tile, tiles, ...scaleCount(one, tiles) })
  }
  return counts
}

/** Builds the network for one tile and runs nothing: the results are zeros of the right shape. */
async function countTile(
  autoencoder: AutoencoderSpec,
  direction: Direction,
  shape: readonly number[],
  form: GraphOptions,
): Promise<ProductCount> {
  const counts: ProductCount[] = []
  const run: Run = async (program) => {
    const { graph, outputs } = built(program, form)
    counts.push(...countNodes(graph))
    return outputs
  }
  const x = floatTensor(shape)
  const whole: Tiling = { spatial: false, temporal: false }
  if (autoencoder.kind === 'hunyuan') {
    const network = new HunyuanAutoencoder(autoencoder.spec)
    await (direction === 'encode' ? network.posterior(run, x, whole) : network.decode(run, x, whole))
  } else {
    const network = new DcAutoencoder(autoencoder.spec)
    await (direction === 'encode' ? network.encode(run, x, whole) : network.decode(run, x, whole))
  }
  return sumCounts(counts)
}

function built(program: Program, form: GraphOptions) {
  const graph = new Graph(form)
  program.build(graph)
  const outputs = graph.outputs.map(({ name, value }) => {
    if (!isFixed(value.shape)) throw new RangeError(`${program.name}: output ${name} has a symbolic size`)
    return [name, floatTensor(value.shape)] as const
  })
  return { graph, outputs: Object.fromEntries(outputs) }
}

/** The sizes of tiles that `spatialTiles` and `temporalTiles` cut, each with how many there are. */
function tileShapes(
  autoencoder: AutoencoderSpec,
  direction: Direction,
  shape: readonly number[],
  tiling: Tiling,
): { readonly shape: readonly number[]; readonly tiles: number }[] {
  const [batch, channels, frames, height, width] = shape as [number, number, number, number, number]
  const { space, time, sharedFrame } = geometryOf(autoencoder, direction)
  const cutSpace = tiling.spatial && (height > space.size || width > space.size)
  const times = tiling.temporal && frames > time.size ? tileSizes(frames, time, sharedFrame) : [frames]
  const rows = cutSpace ? tileSizes(height, space) : [height]
  const columns = cutSpace ? tileSizes(width, space) : [width]
  const tiles = new Map<string, { shape: readonly number[]; tiles: number }>()
  for (const t of times) {
    for (const h of rows) {
      for (const w of columns) {
        const size = [batch, channels, t, h, w]
        const known = tiles.get(size.join())
        tiles.set(size.join(), { shape: size, tiles: (known?.tiles ?? 0) + 1 })
      }
    }
  }
  return [...tiles.values()]
}

function tileSizes(total: number, { stride, size }: TileGeometry, extra = 0): number[] {
  const starts = Array.from({ length: Math.ceil(total / stride) }, (_, i) => i * stride)
  return starts.map((start) => Math.min(start + size + extra, total) - start)
}

/** Tiles of an input; see the autoencoders for their source. `sharedFrame` is what causal tiles are longer by. */
function geometryOf({ kind, spec }: AutoencoderSpec, direction: Direction) {
  const [pixels, frames, pixelRatio, frameRatio, sharedFrame] =
    kind === 'hunyuan'
      ? [
          spec.sampleSize,
          spec.sampleTsize,
          2 ** (spec.blockOutChannels.length - 1),
          spec.timeCompressionRatio,
          1,
        ]
      : [spec.spatialTileSize, spec.temporalTileSize, spaceRatio, timeRatio, 0]
  const geometry = (size: number, ratio: number) => {
    const latent = Math.trunc(size / ratio)
    return direction === 'encode'
      ? tileGeometry(size, latent, spec.tileOverlapFactor)
      : tileGeometry(latent, size, spec.tileOverlapFactor)
  }
  return { space: geometry(pixels, pixelRatio), time: geometry(frames, frameRatio), sharedFrame }
}
