// Videos are [T, B, C, H, W]: T frames, B batch, C channels, H height, W width
import type { Graph } from '../../onnx/graph/graph.ts'
import type { Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'
import type { Conv3d } from '../layers/conv3d.ts'
import { GroupNorm } from '../layers/norm.ts'
import {
  CausalMiddle,
  CausalResnetBlock,
  CausalUpsample,
  causalConv,
  normEpsilon,
  type Stride,
} from './hunyuan-layers.ts'
import type { HunyuanSpec } from './hunyuan-spec.ts'

/**
 * Strides of the levels, the same for encoder and decoder: space first, then space and time. The last level keeps its
 * size. Source: Open-Sora, models/hunyuan_vae/vae.py.
 */
function levelStrides({
  blockOutChannels,
  timeCompressionRatio,
  spatialCompressionRatio,
}: HunyuanSpec): Stride[] {
  const levels = blockOutChannels.length
  const spatial = Math.log2(spatialCompressionRatio)
  const temporal = Math.log2(timeCompressionRatio)
  return blockOutChannels.map((_, level) => {
    const space = level < spatial ? 2 : 1
    const time = level >= levels - 1 - temporal && level < levels - 1 ? 2 : 1
    return [time, space, space]
  })
}

const isIdentity = (stride: Stride) => stride.every((step) => step === 1)

export class CausalEncoder {
  readonly #convIn: Conv3d
  readonly #levels: readonly {
    readonly blocks: readonly CausalResnetBlock[]
    readonly down: Conv3d | undefined
  }[]
  readonly #middle: CausalMiddle
  readonly #normOut: GroupNorm
  readonly #convOut: Conv3d

  constructor(at: Scope, spec: HunyuanSpec) {
    const { inChannels, blockOutChannels: widths, layersPerBlock, normNumGroups: groups } = spec
    const last = widths.at(-1)!
    const strides = levelStrides(spec)
    this.#convIn = causalConv(at.at('conv_in'), inChannels, widths[0]!, 3)
    this.#levels = widths.map((width, level) => {
      const scope = at.at('down_blocks', level)
      const before = widths[Math.max(level - 1, 0)]!
      const stride = strides[level]!
      const blocks = Array.from(
        { length: layersPerBlock },
        (_, i) => new CausalResnetBlock(scope.at('resnets', i), i === 0 ? before : width, width, groups),
      )
      const down = () => causalConv(scope.at('downsamplers', 0, 'conv'), width, width, 3, stride)
      return { blocks, down: isIdentity(stride) ? undefined : down() }
    })
    this.#middle = new CausalMiddle(at.at('mid_block'), last, groups, spec.midBlockAddAttention)
    this.#normOut = new GroupNorm(at.at('conv_norm_out'), groups, last, normEpsilon)
    this.#convOut = causalConv(at.at('conv_out'), last, 2 * spec.latentChannels, 3)
  }

  /** Video [4t + 1, B, 3, 8h, 8w] → [t + 1, B, 2·latentChannels, h, w]. */
  forward(g: Graph, x: Value): Value {
    let h = this.#convIn.forward(g, x)
    for (const { blocks, down } of this.#levels) {
      for (const block of blocks) h = block.forward(g, h)
      if (down) h = down.forward(g, h)
    }
    return this.#convOut.forward(g, g.silu(this.#normOut.forwardVideo(g, this.#middle.forward(g, h))))
  }
}

export class CausalDecoder {
  readonly #convIn: Conv3d
  readonly #middle: CausalMiddle
  readonly #levels: readonly {
    readonly blocks: readonly CausalResnetBlock[]
    readonly up: CausalUpsample | undefined
  }[]
  readonly #normOut: GroupNorm
  readonly #convOut: Conv3d

  constructor(at: Scope, spec: HunyuanSpec) {
    const { outChannels, layersPerBlock, normNumGroups: groups } = spec
    const widths = spec.blockOutChannels.toReversed()
    const strides = levelStrides(spec)
    this.#convIn = causalConv(at.at('conv_in'), spec.latentChannels, widths[0]!, 3)
    this.#middle = new CausalMiddle(at.at('mid_block'), widths[0]!, groups, spec.midBlockAddAttention)
    this.#levels = widths.map((width, level) => {
      const scope = at.at('up_blocks', level)
      const before = widths[Math.max(level - 1, 0)]!
      const [time, space] = strides[level]!
      const blocks = Array.from(
        { length: layersPerBlock + 1 },
        (_, i) => new CausalResnetBlock(scope.at('resnets', i), i === 0 ? before : width, width, groups),
      )
      const up = () => new CausalUpsample(scope.at('upsamplers', 0), width, time === 2)
      return { blocks, up: space === 2 ? up() : undefined }
    })
    this.#normOut = new GroupNorm(at.at('conv_norm_out'), groups, widths.at(-1)!, normEpsilon)
    this.#convOut = causalConv(at.at('conv_out'), widths.at(-1)!, outChannels, 3)
  }

  /** Latents [t + 1, B, latentChannels, h, w] → video [4t + 1, B, 3, 8h, 8w]. */
  forward(g: Graph, z: Value): Value {
    let h = this.#middle.forward(g, this.#convIn.forward(g, z))
    for (const { blocks, up } of this.#levels) {
      for (const block of blocks) h = block.forward(g, h)
      if (up) h = up.forward(g, h)
    }
    return this.#convOut.forward(g, g.silu(this.#normOut.forwardVideo(g, h)))
  }
}
