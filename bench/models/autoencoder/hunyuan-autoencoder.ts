// B batch, C channels, T frames, H height, W width
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { framesFirst, framesLast } from '../../onnx/graph/video.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import { Conv3d } from '../layers/conv3d.ts'
import { drawLatent, mapElements, type Posterior, posteriorOf } from './gaussian.ts'
import { CausalDecoder, CausalEncoder } from './hunyuan-networks.ts'
import type { HunyuanSpec } from './hunyuan-spec.ts'
import { spatialTiles, type TileFunction, type Tiling, temporalTiles, tileGeometry } from './tiling.ts'
import { axes } from './volume.ts'

/**
 * HunyuanVideo's causal 3D autoencoder: 4×8×8 pixels to one latent, the first frame on its own.
 *
 * Source: Kong et al. 2024 (HunyuanVideo), section 4.1; Open-Sora, models/hunyuan_vae/autoencoder_kl_causal_3d.py.
 */
export class HunyuanAutoencoder implements Network {
  readonly spec: HunyuanSpec
  readonly parameters: readonly Parameter[]
  readonly #encoder: CausalEncoder
  readonly #decoder: CausalDecoder
  readonly #quantConv: Conv3d
  readonly #postQuantConv: Conv3d

  constructor(spec: HunyuanSpec) {
    const scope = new Scope()
    const { latentChannels } = spec
    this.spec = spec
    this.#encoder = new CausalEncoder(scope.at('encoder'), spec)
    this.#decoder = new CausalDecoder(scope.at('decoder'), spec)
    this.#quantConv = new Conv3d(scope.at('quant_conv'), 2 * latentChannels, 2 * latentChannels, 1)
    this.#postQuantConv = new Conv3d(scope.at('post_quant_conv'), latentChannels, latentChannels, 1)
    this.parameters = scope.parameters
  }

  /** Video [B, 3, 4t + 1, 8h, 8w] in [-1, 1] → the posterior of its latents, [B, latentChannels, t + 1, h, w]. */
  async posterior(run: Run, video: FloatTensor, tiling: Tiling): Promise<Posterior> {
    const encode = this.#tile(run, 'encode', (g, x) =>
      this.#quantConv.forward(g, this.#encoder.forward(g, x)),
    )
    return posteriorOf(await this.#tiled(video, tiling, 'encode', encode))
  }

  /** The scaled latent of a posterior: its mode, or a sample where noise is given. */
  latent(posterior: Posterior, noise?: FloatTensor): FloatTensor {
    const { scaleFactor, shiftFactor } = this.spec
    return mapElements(drawLatent(posterior, noise), (z) => scaleFactor * (z - shiftFactor))
  }

  /** Scaled latents [B, latentChannels, t + 1, h, w] → video [B, 3, 4t + 1, 8h, 8w]. */
  async decode(run: Run, z: FloatTensor, tiling: Tiling): Promise<FloatTensor> {
    const { scaleFactor, shiftFactor } = this.spec
    const latent = mapElements(z, (value) => value / scaleFactor + shiftFactor)
    const decode = this.#tile(run, 'decode', (g, x) =>
      this.#decoder.forward(g, this.#postQuantConv.forward(g, x)),
    )
    return this.#tiled(latent, tiling, 'decode', decode)
  }

  /** Time is cut first, and space inside each piece; only what is larger than a tile is cut. */
  #tiled(
    x: FloatTensor,
    tiling: Tiling,
    direction: 'encode' | 'decode',
    run: TileFunction,
  ): Promise<FloatTensor> {
    const { space, time } = this.#geometry(direction)
    const inSpace: TileFunction = (tile) => {
      const large = tile.shape[axes.height]! > space.size || tile.shape[axes.width]! > space.size
      return tiling.spatial && large ? spatialTiles(tile, space, run) : run(tile)
    }
    const long = x.shape[axes.time]! > time.size
    return tiling.temporal && long ? temporalTiles(x, time, true, inSpace) : inSpace(x)
  }

  #geometry(direction: 'encode' | 'decode') {
    const { sampleSize, sampleTsize, blockOutChannels, timeCompressionRatio, tileOverlapFactor } = this.spec
    const latentSize = Math.trunc(sampleSize / 2 ** (blockOutChannels.length - 1))
    const latentTsize = Math.trunc(sampleTsize / timeCompressionRatio)
    return direction === 'encode'
      ? {
          space: tileGeometry(sampleSize, latentSize, tileOverlapFactor),
          time: tileGeometry(sampleTsize, latentTsize, tileOverlapFactor),
        }
      : {
          space: tileGeometry(latentSize, sampleSize, tileOverlapFactor),
          time: tileGeometry(latentTsize, sampleTsize, tileOverlapFactor),
        }
  }

  #tile(run: Run, name: string, forward: (g: Graph, x: Value) => Value): TileFunction {
    return async (x) => {
      const build = (g: Graph) => {
        const video = framesFirst(g, g.input('x', 'float32', x.shape)) // [T, B, C, H, W]
        g.output('out', framesLast(g, forward(g, video)))
      }
      const { out } = await run({ name: `hunyuan ${name} ${x.shape.join('x')}`, build }, { x })
      return out as FloatTensor
    }
  }
}
