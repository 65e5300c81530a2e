// B batch, L tokens, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Linear } from '../../layers/linear.ts'
import { LayerNorm } from '../../layers/norm.ts'
import { quickGeluAlpha } from '../../layers/quick-gelu.ts'
import { type LowRank, LowRankLinear } from './low-rank.ts'

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
    return this.#mixed(g, x, (all) => all, mask)
  }

  /** The first token alone, which still looks at all: x [B, L, C] → [B, 1, C]. */
  forwardFirst(g: Graph, x: Value): Value {
    return this.#mixed(g, x, (all) => g.slice(all, 1, 0, 1))
  }

  /** What becomes of the tokens that are kept. */
  #mixed(g: Graph, x: Value, kept: (all: Value) => Value, mask?: Value): Value {
    const { heads, norm1, qkv, out, norm2, up, down, activate } = this.#parts
    const [q, k, v] = g.chunk(qkv.forward(g, norm1.forward(g, x)), 3, -1) as [Value, Value, Value] // [B, L, C]
    const mixed = g.attention(kept(q), k, v, heads, mask ? { mask } : {})
    const attended = g.add(kept(x), out.forward(g, mixed))
    const wide = activate(g, up.forward(g, norm2.forward(g, attended))) // [B, …, mlp·C]
    return g.add(attended, down.forward(g, wide))
  }
}

/** How networks with timm's names differ. */
export interface TimmForm {
  /** Of the layer norms; 1e-6 where absent. */
  readonly epsilon?: number
  /** CLIP's approximation of GELU in place of the exact one. */
  readonly quickGelu?: boolean
  /** A learned factor for each channel of both branches, as in DINOv2. */
  readonly layerScale?: boolean
  /** What queries, keys and values were fine-tuned with. */
  readonly lowRank?: LowRank
}

interface TimmOptions extends TimmForm {
  readonly heads: number
  readonly mlpRatio: number
  /** Without it, queries and values have biases of their own and keys none. */
  readonly packedBias: boolean
}

// facebookresearch/dino, vision_transformer.py, and OpenGVLab/unmasked_teacher: LayerNorm's eps
export const timmEpsilon = 1e-6

/** A block with the names and settings of timm's vision transformers: erf GELU, eps 1e-6, unless told otherwise. */
export function timmBlock(
  at: Scope,
  width: number,
  { heads, mlpRatio, packedBias, epsilon = timmEpsilon, quickGelu, layerScale, lowRank }: TimmOptions,
): Block {
  const inner = width * mlpRatio
  const branch = (inputs: number, names: readonly string[], factor: string) => {
    const linear = new Linear(at.at(...names), inputs, width)
    return layerScale ? new ScaledLayer(at.at(factor), width, linear) : linear
  }
  return new Block({
    heads,
    norm1: new LayerNorm(at.at('norm1'), width, epsilon),
    qkv: packedBias ? packedQkv(at.at('attn', 'qkv'), width, lowRank) : new KeyFreeBias(at.at('attn'), width),
    out: branch(width, ['attn', 'proj'], 'ls1'),
    norm2: new LayerNorm(at.at('norm2'), width, epsilon),
    up: new Linear(at.at('mlp', 'fc1'), width, inner),
    down: branch(inner, ['mlp', 'fc2'], 'ls2'),
    activate: (g, x) => (quickGelu ? g.silu(x, quickGeluAlpha) : g.one('Gelu', [x], { approximate: 'none' })),
  })
}

const packedQkv = (at: Scope, width: number, lowRank: LowRank | undefined): Layer =>
  lowRank ? new LowRankLinear(at, width, 3 * width, lowRank) : new Linear(at, width, 3 * width)

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

/** DINOv2's LayerScale (Touvron et al. 2021, section 2): a layer whose outputs have a factor for each channel. */
class ScaledLayer implements Layer {
  readonly #layer: Layer
  readonly #gamma: Parameter

  constructor(at: Scope, width: number, layer: Layer) {
    this.#layer = layer
    this.#gamma = at.parameter('gamma', [width])
  }

  forward(g: Graph, x: Value): Value {
    return g.mul(this.#layer.forward(g, x), g.use(this.#gamma))
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
