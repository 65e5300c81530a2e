// B batch, C channels, T frames, H height, W width
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { framesFirst, framesLast } from '../../onnx/graph/video.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import { ChannelRmsNorm } from '../layers/channel-rms-norm.ts'
import type { Conv3d } from '../layers/conv3d.ts'
import {
  averageDown,
  type Block,
  Downsample,
  duplicateUp,
  EfficientVitBlock,
  normEpsilon,
  ResidualBlock,
  Upsample,
  videoConv,
} from './dc-layers.ts'
import {
  type DcSpec,
  inChannels,
  isResidualStage,
  isTemporalStage,
  spaceRatio,
  timeRatio,
} from './dc-spec.ts'
import { mapElements } from './gaussian.ts'
import { spatialTiles, type TileFunction, type Tiling, temporalTiles, tileGeometry } from './tiling.ts'
import { axes } from './volume.ts'

/**
 * Open-Sora 2.0's video DC-AE: 4×32×32 pixels to one latent. Time is 1 frame or a multiple of 4; a single frame is
 * treated as an image at every stage, so that one latent decodes to one frame.
 *
 * Source: Chen et al. 2024 (DC-AE); Open-Sora 2.0 technical report, appendix F; models/dc_ae/models/dc_ae.py.
 */
export class DcAutoencoder implements Network {
  readonly spec: DcSpec
  readonly parameters: readonly Parameter[]
  readonly #encoder: DcEncoder
  readonly #decoder: DcDecoder

  constructor(spec: DcSpec) {
    const scope = new Scope()
    this.spec = spec
    this.#encoder = new DcEncoder(scope.at('encoder'), spec)
    this.#decoder = new DcDecoder(scope.at('decoder'), spec)
    this.parameters = scope.parameters
  }

  /** Video [B, 3, 4t, 32h, 32w] in [-1, 1] → latents [B, latentChannels, t, h, w]. */
  async encode(run: Run, video: FloatTensor, tiling: Tiling): Promise<FloatTensor> {
    const latent = await this.#tiled(video, tiling, 'encode', this.#tile(run, 'encode', this.#encoder))
    const { scalingFactor } = this.spec
    return scalingFactor === null ? latent : mapElements(latent, (z) => z / scalingFactor)
  }

  /** Latents [B, latentChannels, t, h, w] → video [B, 3, 4t, 32h, 32w]; a single latent frame → a single frame. */
  async decode(run: Run, z: FloatTensor, tiling: Tiling): Promise<FloatTensor> {
    const { scalingFactor } = this.spec
    const latent = scalingFactor === null ? z : mapElements(z, (value) => value * scalingFactor)
    return this.#tiled(latent, tiling, 'decode', this.#tile(run, 'decode', this.#decoder))
  }

  /** Time is cut first, and space inside each piece; only what is larger than a tile is cut. */
  #tiled(
    x: FloatTensor,
    tiling: Tiling,
    direction: 'encode' | 'decode',
    run: TileFunction,
  ): Promise<FloatTensor> {
    const { spatialTileSize, temporalTileSize, tileOverlapFactor: overlap } = this.spec
    const spaces = [spatialTileSize, Math.trunc(spatialTileSize / spaceRatio)] as const
    const times = [temporalTileSize, Math.trunc(temporalTileSize / timeRatio)] as const
    const geometry = ([pixels, latents]: readonly [number, number]) =>
      direction === 'encode' ? tileGeometry(pixels, latents, overlap) : tileGeometry(latents, pixels, overlap)
    const [space, time] = [geometry(spaces), geometry(times)]
    const inSpace: TileFunction = (tile) => {
      const large = tile.shape[axes.height]! > space.size || tile.shape[axes.width]! > space.size
      return tiling.spatial && large ? spatialTiles(tile, space, run) : run(tile)
    }
    const long = x.shape[axes.time]! > time.size
    return tiling.temporal && long ? temporalTiles(x, time, false, inSpace) : inSpace(x)
  }

  #tile(run: Run, name: string, network: Block): TileFunction {
    return async (x) => {
      const build = (g: Graph) => {
        const video = framesFirst(g, g.input('x', 'float32', x.shape)) // [T, B, C, H, W]
        g.output('out', framesLast(g, network.forward(g, video)))
      }
      const { out } = await run({ name: `dc-ae ${name} ${x.shape.join('x')}`, build }, { x })
      return out as FloatTensor
    }
  }
}

/** The blocks of one resolution. */
const stageBlocks = (at: Scope, stage: number, width: number, depth: number, firstIndex: number): Block[] =>
  Array.from({ length: depth }, (_, i) => {
    const scope = at.at('op_list', firstIndex + i)
    return isResidualStage(stage) ? new ResidualBlock(scope, width) : new EfficientVitBlock(scope, width)
  })

class DcEncoder implements Block {
  readonly #in: Conv3d
  readonly #blocks: readonly Block[]
  readonly #out: Conv3d
  readonly #latentChannels: number

  constructor(at: Scope, { encoderWidthList: widths, encoderDepthList: depths, latentChannels }: DcSpec) {
    this.#in = videoConv(at.at('project_in'), inChannels, widths[0]!, 3)
    this.#blocks = widths.flatMap((width, stage) => {
      const scope = at.at('stages', stage)
      const depth = depths[stage]!
      const blocks = stageBlocks(scope, stage, width, depth, 0)
      const next = widths[stage + 1]
      if (next === undefined) return blocks
      return [...blocks, new Downsample(scope.at('op_list', depth), width, next, isTemporalStage(stage))]
    })
    this.#out = videoConv(at.at('project_out', 'main', 'op_list', 0), widths.at(-1)!, latentChannels, 3)
    this.#latentChannels = latentChannels
  }

  forward(g: Graph, x: Value): Value {
    let h = this.#in.forward(g, x)
    for (const block of this.#blocks) h = block.forward(g, h)
    return g.add(this.#out.forward(g, h), averageDown(g, h, this.#latentChannels, 1, 1))
  }
}

class DcDecoder implements Block {
  readonly #in: Conv3d
  readonly #blocks: readonly Block[]
  readonly #norm: ChannelRmsNorm
  readonly #out: Conv3d
  readonly #width: number

  constructor(at: Scope, { decoderWidthList: widths, decoderDepthList: depths, latentChannels }: DcSpec) {
    this.#width = widths.at(-1)!
    this.#in = videoConv(at.at('project_in', 'main'), latentChannels, this.#width, 3)
    const stages = widths.map((width, stage): Block[] => {
      const scope = at.at('stages', stage)
      const before = widths[stage + 1]
      if (before === undefined) return stageBlocks(scope, stage, width, depths[stage]!, 0)
      const up = new Upsample(scope.at('op_list', 0), before, width, isTemporalStage(stage))
      return [up, ...stageBlocks(scope, stage, width, depths[stage]!, 1)]
    })
    this.#blocks = stages.reverse().flat()
    this.#norm = new ChannelRmsNorm(at.at('project_out', 'op_list', 0), widths[0]!, normEpsilon)
    this.#out = videoConv(at.at('project_out', 'op_list', 2), widths[0]!, inChannels, 3)
  }

  forward(g: Graph, z: Value): Value {
    let h = g.add(this.#in.forward(g, z), duplicateUp(g, z, this.#width, 1, 1))
    for (const block of this.#blocks) h = block.forward(g, h)
    return this.#out.forward(g, g.unary('Relu', this.#norm.forward(g, h)))
  }
}
