// B batch, L tokens, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Linear } from '../../layers/linear.ts'
import { LayerNorm } from '../../layers/norm.ts'
import { quickGeluAlpha } from '../../layers/quick-gelu.ts'

interface Layer {
  forward(g: Graph, x: Value): Value
}

interface BlockParts {
  readonly heads: number
  readonly norm1: Layer
  /** [B, L, C] → [B, L, 3C]: queries, keys, values. */
  readonly qkv: Layer
  readonly out: Layer
  readonly norm2: Layer
  readonly up: Layer
  readonly down: Layer
  activate(g: Graph, x: Value): Value
}

/** A pre-norm transformer block with packed queries, keys and values (Dosovitskiy et al. 2021, section 3.1). */
export class Block {
  readonly #parts: BlockParts

  constructor(parts: BlockParts) {
    this.#parts = parts
  }

  /** x [B, L, C] → [B, L, C]; `mask` is added to the scores. */
  forward(g: Graph, x: Value, mask?: Value): Value {
    const { heads, norm1, qkv, out, norm2, up, down, activate } = this.#parts
    const [q, k, v] = g.chunk(qkv.forward(g, norm1.forward(g, x)), 3, -1) as [Value, Value, Value] // [B, L, C]
    const mixed = g.attention(q, k, v, heads, mask ? { mask } : {}) // [B, L, C]
    const attended = g.add(x, out.forward(g, mixed))
    const wide = activate(g, up.forward(g, norm2.forward(g, attended))) // [B, L, mlp·C]
    return g.add(attended, down.forward(g, wide))
  }
}

interface TimmOptions {
  readonly heads: number
  readonly mlpRatio: number
  /** Without it, queries and values have biases of their own and keys none. */
  readonly packedBias: boolean
}

// facebookresearch/dino, vision_transformer.py, and OpenGVLab/unmasked_teacher: LayerNorm's eps
const timmEpsilon = 1e-6

/** A block with the names and settings of timm's vision transformers: erf GELU, eps 1e-6. */
export function timmBlock(at: Scope, width: number, { heads, mlpRatio, packedBias }: TimmOptions): Block {
  const inner = width * mlpRatio
  return new Block({
    heads,
    norm1: timmNorm(at.at('norm1'), width),
    qkv: packedBias
      ? new Linear(at.at('attn', 'qkv'), width, 3 * width)
      : new KeyFreeBias(at.at('attn'), width),
    out: new Linear(at.at('attn', 'proj'), width, width),
    norm2: timmNorm(at.at('norm2'), width),
    up: new Linear(at.at('mlp', 'fc1'), width, inner),
    down: new Linear(at.at('mlp', 'fc2'), inner, width),
    activate: (g, x) => g.one('Gelu', [x], { approximate: 'none' }),
  })
}

export const timmNorm = (at: Scope, width: number) => new LayerNorm(at, width, timmEpsilon)

// openai/CLIP, clip/model.py: LayerNorm's default eps, and the MLP's factor
const clipEpsilon = 1e-5
const clipMlpRatio = 4

/** A block with the names and settings of OpenAI's CLIP: quick GELU, eps 1e-5. */
export function clipBlock(at: Scope, width: number, heads: number): Block {
  return new Block({
    heads,
    norm1: clipNorm(at.at('ln_1'), width),
    qkv: new PackedProjection(at.at('attn'), width),
    out: new Linear(at.at('attn', 'out_proj'), width, width),
    norm2: clipNorm(at.at('ln_2'), width),
    up: new Linear(at.at('mlp', 'c_fc'), width, clipMlpRatio * width),
    down: new Linear(at.at('mlp', 'c_proj'), clipMlpRatio * width, width),
    activate: (g, x) => g.silu(x, quickGeluAlpha),
  })
}

export const clipNorm = (at: Scope, width: number) => new LayerNorm(at, width, clipEpsilon)

/** The input projection of PyTorch's MultiheadAttention, whose parameters are named `in_proj_*`. */
class PackedProjection implements Layer {
  readonly #weight: Parameter
  readonly #bias: Parameter

  constructor(at: Scope, width: number) {
    this.#weight = at.parameter('in_proj_weight', [3 * width, width])
    this.#bias = at.parameter('in_proj_bias', [3 * width])
  }

  forward(g: Graph, x: Value): Value {
    return g.linear(x, g.use(this.#weight), g.use(this.#bias))
  }
}

/** Packed projection of UMT and BEiT: biases for queries and values, none for keys. */
class KeyFreeBias implements Layer {
  readonly #width: number
  readonly #weight: Linear
  readonly #query: Parameter
  readonly #value: Parameter

  constructor(at: Scope, width: number) {
    this.#width = width
    this.#weight = new Linear(at.at('qkv'), width, 3 * width, false)
    this.#query = at.parameter('q_bias', [width])
    this.#value = at.parameter('v_bias', [width])
  }

  forward(g: Graph, x: Value): Value {
    const bias = g.concat([g.use(this.#query), g.zeros(this.#width), g.use(this.#value)], 0) // [3C]
    return g.linear(x, g.use(this.#weight.weight), bias)
  }
}
