// Videos are [T, B, C, H, W]: T frames, B batch, C channels, H height, W width; N = T·H·W positions
import type { Graph } from '../../onnx/graph/graph.ts'
import type { Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { framesFirst, framesLast } from '../../onnx/graph/video.ts'
import { ChannelRmsNorm } from '../layers/channel-rms-norm.ts'
import { Conv3d, type Conv3dOptions } from '../layers/conv3d.ts'

// Open-Sora, models/dc_ae/models/nn/norm.py, RMSNorm2d
export const normEpsilon = 1e-5
// Open-Sora, models/dc_ae/models/nn/ops.py: EfficientViTBlock(dim=32, expand_ratio=4, scales=(5,)), LiteMLA(eps)
const headWidth = 32
const expansion = 4
const aggregationKernel = 5
const attentionEpsilon = 1e-15

/** Whatever maps a video to a video. */
export interface Block {
  forward(g: Graph, x: Value): Value
}

type Dims = [frames: number, batch: number, channels: number, height: number, width: number]

/** A 3D convolution padded with zeros on all sides; its parameters lie one level deeper in the checkpoint. */
export const videoConv = (
  at: Scope,
  inputs: number,
  outputs: number,
  kernel: number,
  options: Conv3dOptions = {},
) => new Conv3d(at.at('conv'), inputs, outputs, kernel, options)

/** Two convolutions with SiLU between and a norm after, beside the identity. */
export class ResidualBlock implements Block {
  readonly #conv1: Conv3d
  readonly #conv2: Conv3d
  readonly #norm: ChannelRmsNorm

  constructor(at: Scope, channels: number) {
    const main = at.at('main')
    this.#conv1 = videoConv(main.at('conv1'), channels, channels, 3)
    this.#conv2 = videoConv(main.at('conv2'), channels, channels, 3, { bias: false })
    this.#norm = new ChannelRmsNorm(main.at('conv2', 'norm'), channels, normEpsilon)
  }

  forward(g: Graph, x: Value): Value {
    const h = this.#conv2.forward(g, g.silu(this.#conv1.forward(g, x)))
    return g.add(this.#norm.forward(g, h), x)
  }
}

/**
 * Linear attention over all positions, then a gated convolution, each beside the identity.
 *
 * Source: Cai et al. 2023 (EfficientViT), figure 2; Chen et al. 2024 (DC-AE).
 */
export class EfficientVitBlock implements Block {
  readonly #context: LinearAttention
  readonly #local: GatedConvolution

  constructor(at: Scope, channels: number) {
    this.#context = new LinearAttention(at.at('context_module', 'main'), channels)
    this.#local = new GatedConvolution(at.at('local_module', 'main'), channels)
  }

  forward(g: Graph, x: Value): Value {
    const h = g.add(x, this.#context.forward(g, x))
    return g.add(h, this.#local.forward(g, h))
  }
}

/** ReLU linear attention at two scales: the projections themselves and their 5×5×5 neighbourhoods. */
class LinearAttention implements Block {
  readonly #qkv: Conv3d
  readonly #aggregate: Conv3d
  readonly #mix: Conv3d
  readonly #out: Conv3d
  readonly #norm: ChannelRmsNorm

  constructor(at: Scope, channels: number) {
    const width = Math.floor(channels / headWidth) * headWidth
    const plain = { bias: false }
    this.#qkv = videoConv(at.at('qkv'), channels, 3 * width, 1, plain)
    const depthwise = { ...plain, groups: 3 * width }
    this.#aggregate = new Conv3d(at.at('aggreg', 0, 0), 3 * width, 3 * width, aggregationKernel, depthwise)
    this.#mix = new Conv3d(at.at('aggreg', 0, 1), 3 * width, 3 * width, 1, {
      ...plain,
      groups: (3 * width) / headWidth,
    })
    this.#out = videoConv(at.at('proj'), 2 * width, channels, 1, plain)
    this.#norm = new ChannelRmsNorm(at.at('proj', 'norm'), channels, normEpsilon)
  }

  forward(g: Graph, x: Value): Value {
    const [frames, batch, , height, width] = x.shape as Dims
    const near = this.#qkv.forward(g, x) // [T, B, 3C, H, W]
    const far = this.#mix.forward(g, this.#aggregate.forward(g, near)) // [T, B, 3C, H, W]
    const both = framesLast(g, g.concat([near, far], 2)) // [B, 6C, T, H, W]
    const perHead = g.reshape(both, [batch, -1, 3 * headWidth, frames * height * width])
    const [q, k, v] = g.chunk(perHead, 3, 2) as [Value, Value, Value] // [B, 2·heads, 32, N], interleaved head by head
    const mixed = this.#attend(g, g.unary('Relu', q), g.unary('Relu', k), v) // [B, 2·heads, 32, N]
    const video = framesFirst(g, g.reshape(mixed, [batch, -1, frames, height, width]))
    return this.#norm.forward(g, this.#out.forward(g, video))
  }

  /** Σ over keys of v (k · q), divided by Σ of (k · q); in float32, whose range the sums need. */
  #attend(g: Graph, ...projected: readonly [q: Value, k: Value, v: Value]): Value {
    const [q, k, v] = projected.map((value) => g.cast(value, 'float32')) as [Value, Value, Value]
    const values = g.matMul(v, g.transpose(k, [0, 1, 3, 2])) // [B, 2·heads, 32, 32]
    const weights = g.transpose(g.sum(k, [3]), [0, 1, 3, 2]) // [B, 2·heads, 1, 32]
    const total = g.add(g.matMul(weights, q), attentionEpsilon) // [B, 2·heads, 1, N]
    return g.cast(g.div(g.matMul(values, q), total), projected[0].dtype)
  }
}

/** Widening, depthwise 3×3×3 convolution, SiLU gate, narrowing. */
class GatedConvolution implements Block {
  readonly #widen: Conv3d
  readonly #depthwise: Conv3d
  readonly #narrow: Conv3d
  readonly #norm: ChannelRmsNorm

  constructor(at: Scope, channels: number) {
    const wide = 2 * expansion * channels
    this.#widen = videoConv(at.at('inverted_conv'), channels, wide, 1)
    this.#depthwise = videoConv(at.at('depth_conv'), wide, wide, 3, { groups: wide })
    this.#narrow = videoConv(at.at('point_conv'), wide / 2, channels, 1, { bias: false })
    this.#norm = new ChannelRmsNorm(at.at('point_conv', 'norm'), channels, normEpsilon)
  }

  forward(g: Graph, x: Value): Value {
    const wide = this.#depthwise.forward(g, g.silu(this.#widen.forward(g, x))) // [T, B, 8C, H, W]
    const [content, gate] = g.chunk(wide, 2, 2) as [Value, Value]
    return this.#norm.forward(g, this.#narrow.forward(g, g.mul(content, g.silu(gate))))
  }
}

/** Factors by which a resampling block changes time and space. A single frame keeps its time. */
const factors = (x: Value, temporal: boolean) => ({ time: temporal && x.shape[0] !== 1 ? 2 : 1, space: 2 })

/** A strided convolution beside the means of what it merges. */
export class Downsample implements Block {
  readonly #conv: Conv3d
  readonly #outputs: number
  readonly #temporal: boolean

  constructor(at: Scope, inputs: number, outputs: number, temporal: boolean) {
    this.#conv = videoConv(at.at('main'), inputs, outputs, 3, { stride: [temporal ? 2 : 1, 2, 2] })
    this.#outputs = outputs
    this.#temporal = temporal
  }

  forward(g: Graph, x: Value): Value {
    const { time, space } = factors(x, this.#temporal)
    return g.add(this.#conv.forward(g, x), averageDown(g, x, this.#outputs, time, space))
  }
}

/** Nearest-neighbour upsampling and a convolution beside a rearrangement of channels into pixels. */
export class Upsample implements Block {
  readonly #conv: Conv3d
  readonly #outputs: number
  readonly #temporal: boolean

  constructor(at: Scope, inputs: number, outputs: number, temporal: boolean) {
    this.#conv = videoConv(at.at('main', 'conv'), inputs, outputs, 3)
    this.#outputs = outputs
    this.#temporal = temporal
  }

  forward(g: Graph, x: Value): Value {
    const { time, space } = factors(x, this.#temporal)
    return g.add(this.#conv.forwardUpsampled(g, x, time === 2), duplicateUp(g, x, this.#outputs, time, space))
  }
}

/**
 * Pixel unshuffle, then means over consecutive channels: [T, B, C, H, W] → [T/time, B, outputs, H/space, W/space].
 *
 * Source: Chen et al. 2024 (DC-AE), section 3.1, residual autoencoding.
 */
export function averageDown(g: Graph, x: Value, outputs: number, time: number, space: number): Value {
  const [frames, batch, channels, height, width] = x.shape as Dims
  const [t, h, w] = [frames / time, height / space, width / space]
  const cells = g.reshape(x, [t, time, batch, channels, h, space, w, space])
  const merged = g.transpose(cells, [0, 2, 3, 1, 5, 7, 4, 6]) // [t, B, C, time, space, space, h, w]
  const groups = g.reshape(merged, [t, batch, outputs, -1, h, w])
  return g.squeeze(g.mean(groups, [3]), 3)
}

/** Repeated channels, then pixel shuffle: [T, B, C, H, W] → [T·time, B, outputs, H·space, W·space]. */
export function duplicateUp(g: Graph, x: Value, outputs: number, time: number, space: number): Value {
  const [frames, batch, channels, height, width] = x.shape as Dims
  const repeated = g.repeat(x, { 2: (outputs * time * space * space) / channels })
  const cells = g.reshape(repeated, [frames, batch, outputs, time, space, space, height, width])
  const spread = g.transpose(cells, [0, 3, 1, 2, 6, 4, 7, 5]) // [T, time, B, outputs, H, space, W, space]
  return g.reshape(spread, [frames * time, batch, outputs, height * space, width * space])
}
