// Videos are [T, B, C, H, W]: T frames, B batch, C channels, H height, W width
import type { Graph } from '../../onnx/graph/graph.ts'
import type { Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { Conv3d } from '../layers/conv3d.ts'
import { Linear } from '../layers/linear.ts'
import { GroupNorm } from '../layers/norm.ts'

// Open-Sora, models/hunyuan_vae/vae.py, resnet_eps and the eps of conv_norm_out
export const normEpsilon = 1e-6

export type Stride = readonly [time: number, height: number, width: number]

/** A 3D convolution that sees the past only; its parameters lie one level deeper in the checkpoint. */
export const causalConv = (
  at: Scope,
  inputs: number,
  outputs: number,
  kernel: number,
  stride?: Stride,
): Conv3d =>
  new Conv3d(at.at('conv'), inputs, outputs, kernel, { padding: 'causal', ...(stride ? { stride } : {}) })

/** Two norm–SiLU–convolution steps beside a shortcut. Only the convolutions are causal: the norms see all frames. */
export class CausalResnetBlock {
  readonly #norm1: GroupNorm
  readonly #conv1: Conv3d
  readonly #norm2: GroupNorm
  readonly #conv2: Conv3d
  readonly #shortcut: Conv3d | undefined

  constructor(at: Scope, inputs: number, outputs: number, groups: number) {
    this.#norm1 = new GroupNorm(at.at('norm1'), groups, inputs, normEpsilon)
    this.#conv1 = causalConv(at.at('conv1'), inputs, outputs, 3)
    this.#norm2 = new GroupNorm(at.at('norm2'), groups, outputs, normEpsilon)
    this.#conv2 = causalConv(at.at('conv2'), outputs, outputs, 3)
    if (inputs !== outputs) this.#shortcut = causalConv(at.at('conv_shortcut'), inputs, outputs, 1)
  }

  /** [T, B, C, H, W] → [T, B, C', H, W]. */
  forward(g: Graph, x: Value): Value {
    const h = this.#conv1.forward(g, g.silu(this.#norm1.forwardVideo(g, x)))
    const residual = this.#conv2.forward(g, g.silu(this.#norm2.forwardVideo(g, h)))
    return g.add(this.#shortcut ? this.#shortcut.forward(g, x) : x, residual)
  }
}

/** Single-head attention in which a position sees all positions of its own frame and of earlier ones. */
export class CausalAttention {
  readonly #norm: GroupNorm
  readonly #query: Linear
  readonly #key: Linear
  readonly #value: Linear
  readonly #out: Linear

  constructor(at: Scope, channels: number, groups: number) {
    this.#norm = new GroupNorm(at.at('group_norm'), groups, channels, normEpsilon)
    this.#query = new Linear(at.at('to_q'), channels, channels)
    this.#key = new Linear(at.at('to_k'), channels, channels)
    this.#value = new Linear(at.at('to_v'), channels, channels)
    this.#out = new Linear(at.at('to_out', 0), channels, channels)
  }

  /** [T, B, C, H, W] → [T, B, C, H, W]. */
  forward(g: Graph, x: Value): Value {
    const [frames, batch, channels, height, width] = x.shape as [number, number, number, number, number]
    const pixels = height * width
    const flat = g.reshape(this.#norm.forwardVideo(g, x), [frames, batch, channels, pixels])
    const tokens = g.reshape(g.transpose(flat, [1, 0, 3, 2]), [batch, frames * pixels, channels])
    const q = this.#query.forward(g, tokens) // [B, T·H·W, C]
    const k = this.#key.forward(g, tokens) // [B, T·H·W, C]
    const v = this.#value.forward(g, tokens) // [B, T·H·W, C]
    // frame by frame, instead of a mask over all pairs of positions
    const mixed = Array.from({ length: frames }, (_, t) => {
      const [start, end] = [t * pixels, (t + 1) * pixels]
      return g.attention(g.slice(q, 1, start, end), g.slice(k, 1, 0, end), g.slice(v, 1, 0, end), 1) // [B, H·W, C]
    })
    const out = g.reshape(this.#out.forward(g, g.concat(mixed, 1)), [batch, frames, pixels, channels])
    return g.add(x, g.reshape(g.transpose(out, [1, 0, 3, 2]), x.shape))
  }
}

/** Residual block, attention, residual block at the coarsest resolution. */
export class CausalMiddle {
  readonly #first: CausalResnetBlock
  readonly #attention: CausalAttention | undefined
  readonly #second: CausalResnetBlock

  constructor(at: Scope, channels: number, groups: number, attention: boolean) {
    this.#first = new CausalResnetBlock(at.at('resnets', 0), channels, channels, groups)
    if (attention) this.#attention = new CausalAttention(at.at('attentions', 0), channels, groups)
    this.#second = new CausalResnetBlock(at.at('resnets', 1), channels, channels, groups)
  }

  forward(g: Graph, x: Value): Value {
    const h = this.#first.forward(g, x)
    return this.#second.forward(g, this.#attention ? this.#attention.forward(g, h) : h)
  }
}

/**
 * Doubles pixels, then convolves. With `time`, every frame but the first is doubled too: T frames become 2T − 1.
 */
export class CausalUpsample {
  readonly #conv: Conv3d
  readonly #time: boolean

  constructor(at: Scope, channels: number, time: boolean) {
    this.#conv = causalConv(at.at('conv'), channels, channels, 3)
    this.#time = time
  }

  forward(g: Graph, x: Value): Value {
    return this.#conv.forwardUpsampled(g, x, this.#time)
  }
}
