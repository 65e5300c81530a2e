// B batch, L tokens, C hidden width
import type { Graph } from '../../onnx/graph/graph.ts'
import type { Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { Linear } from '../layers/linear.ts'
import {
  type Modulated,
  Modulation,
  modulate,
  type Projected,
  QkNorm,
  type Rotary,
  rotaryAttention,
  StreamAttention,
} from './layers.ts'
import type { MmditSpec } from './spec.ts'

export interface Streams {
  readonly img: Value
  readonly txt: Value
}

/**
 * Image and text tokens with weights of their own, joined in one attention, text first.
 *
 * Source: Esser et al. 2024 (Stable Diffusion 3), figure 2; Open-Sora, models/mmdit/layers.py, DoubleStreamBlock.
 */
export class DoubleStreamBlock {
  readonly #heads: number
  readonly #img: Stream
  readonly #txt: Stream

  constructor(at: Scope, spec: MmditSpec) {
    this.#heads = spec.numHeads
    this.#img = new Stream(at, 'img', spec)
    this.#txt = new Stream(at, 'txt', spec)
  }

  /** img [B, Limg, C], txt [B, Ltxt, C], vec [B, C] after SiLU. */
  forward(g: Graph, { img, txt }: Streams, vec: Value, rotary: Rotary): Streams {
    const imgModulation = this.#img.modulation.forward(g, vec)
    const txtModulation = this.#txt.modulation.forward(g, vec)
    const fromImg = this.#img.project(g, img, imgModulation[0]!)
    const fromTxt = this.#txt.project(g, txt, txtModulation[0]!)
    const join = (part: keyof Projected) => g.concat([fromTxt[part], fromImg[part]], 1) // [B, Ltxt + Limg, C]
    const joined = { q: join('q'), k: join('k'), v: join('v') }
    const attended = rotaryAttention(g, joined, this.#heads, rotary)
    const lengths = [txt.shape[1] as number, img.shape[1] as number]
    const [txtAttended, imgAttended] = g.split(attended, lengths, 1) as [Value, Value]
    return {
      img: this.#img.finish(g, img, imgAttended, imgModulation),
      txt: this.#txt.finish(g, txt, txtAttended, txtModulation),
    }
  }
}

/** One stream's side of a double block: what happens before and after the joint attention. */
class Stream {
  readonly modulation: Modulation
  readonly #attention: StreamAttention
  readonly #up: Linear
  readonly #down: Linear

  constructor(
    block: Scope,
    name: 'img' | 'txt',
    { hiddenSize, numHeads, mlpRatio, qkvBias, fusedQkv }: MmditSpec,
  ) {
    const mlpWidth = Math.trunc(hiddenSize * mlpRatio)
    this.modulation = new Modulation(block.at(`${name}_mod`), hiddenSize, 2)
    this.#attention = new StreamAttention(block.at(`${name}_attn`), hiddenSize, numHeads, qkvBias, fusedQkv)
    this.#up = new Linear(block.at(`${name}_mlp`, 0), hiddenSize, mlpWidth)
    this.#down = new Linear(block.at(`${name}_mlp`, 2), mlpWidth, hiddenSize)
  }

  project(g: Graph, x: Value, { shift, scale }: Modulated): Projected {
    return this.#attention.project(g, modulate(g, x, shift, scale))
  }

  finish(g: Graph, x: Value, attended: Value, [first, second]: readonly Modulated[]): Value {
    const mixed = g.add(x, g.mul(first!.gate, this.#attention.out(g, attended))) // [B, L, C]
    const wide = g.geluTanh(this.#up.forward(g, modulate(g, mixed, second!.shift, second!.scale))) // [B, L, 4C]
    return g.add(mixed, g.mul(second!.gate, this.#down.forward(g, wide)))
  }
}

/**
 * Attention and MLP side by side on the joined tokens.
 *
 * Source: Dehghani et al. 2023 (ViT-22B), section 2; Open-Sora, models/mmdit/layers.py, SingleStreamBlock.
 */
export class SingleStreamBlock {
  readonly #spec: MmditSpec
  readonly #mlpWidth: number
  readonly #in: readonly Linear[]
  readonly #out: Linear
  readonly #norm: QkNorm
  readonly #modulation: Modulation

  constructor(at: Scope, spec: MmditSpec) {
    const { hiddenSize, numHeads, mlpRatio, fusedQkv } = spec
    this.#spec = spec
    this.#mlpWidth = Math.trunc(hiddenSize * mlpRatio)
    this.#in = fusedQkv
      ? [new Linear(at.at('linear1'), hiddenSize, 3 * hiddenSize + this.#mlpWidth)]
      : [
          new Linear(at.at('q_proj'), hiddenSize, hiddenSize),
          new Linear(at.at('k_proj'), hiddenSize, hiddenSize),
          new Linear(at.at('v_mlp'), hiddenSize, hiddenSize + this.#mlpWidth),
        ]
    this.#out = new Linear(at.at('linear2'), hiddenSize + this.#mlpWidth, hiddenSize)
    this.#norm = new QkNorm(at.at('norm'), hiddenSize, numHeads)
    this.#modulation = new Modulation(at.at('modulation'), hiddenSize, 1)
  }

  /** x [B, L, C], vec [B, C] after SiLU. */
  forward(g: Graph, x: Value, vec: Value, rotary: Rotary): Value {
    const [{ shift, scale, gate }] = this.#modulation.forward(g, vec) as [Modulated]
    const { q, k, v, mlp } = this.#project(g, modulate(g, x, shift, scale))
    const attended = rotaryAttention(g, this.#norm.forward(g, { q, k, v }), this.#spec.numHeads, rotary) // [B, L, C]
    const both = g.concat([attended, g.geluTanh(mlp)], -1) // [B, L, 5C]
    return g.add(x, g.mul(gate, this.#out.forward(g, both)))
  }

  #project(g: Graph, x: Value): Projected & { readonly mlp: Value } {
    const width = this.#spec.hiddenSize
    const outputs = this.#in.map((linear) => linear.forward(g, x))
    if (outputs.length === 1) {
      const [q, k, v, mlp] = g.split(outputs[0]!, [width, width, width, this.#mlpWidth], -1)
      return { q: q!, k: k!, v: v!, mlp: mlp! }
    }
    const [v, mlp] = g.split(outputs[2]!, [width, this.#mlpWidth], -1)
    return { q: outputs[0]!, k: outputs[1]!, v: v!, mlp: mlp! }
  }
}
