// B texts, L tokens, M tokens of what is attended to, C width
import type { Graph } from '../../onnx/graph/graph.ts'
import type { Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { Embedding } from '../layers/embedding.ts'
import { Linear } from '../layers/linear.ts'
import { LayerNorm } from '../layers/norm.ts'

// transformers, models/bert/configuration_bert.py, layer_norm_eps
const epsilon = 1e-12

/** What attention adds to the scores of masked places (BLIP's med.py, get_extended_attention_mask). */
export const bertMasked = -10_000

export const bertNorm = (at: Scope, width: number) => new LayerNorm(at, width, epsilon)

/** Erf GELU, BERT's activation. */
export const bertGelu = (g: Graph, x: Value): Value => g.one('Gelu', [x], { approximate: 'none' })

/** Keys and values of what is attended to, [B, M, C] each. */
export interface KeysAndValues {
  readonly keys: Value
  readonly values: Value
}

/** Attention with its residual and normalisation after it, with the names of the transformers library. */
export class BertAttention {
  readonly #query: Linear
  readonly #key: Linear
  readonly #value: Linear
  readonly #out: Linear
  readonly #norm: LayerNorm

  /** @param otherWidth width of what is attended to, where it is not the text itself */
  constructor(at: Scope, width: number, otherWidth = width) {
    this.#query = new Linear(at.at('self', 'query'), width, width)
    this.#key = new Linear(at.at('self', 'key'), otherWidth, width)
    this.#value = new Linear(at.at('self', 'value'), otherWidth, width)
    this.#out = new Linear(at.at('output', 'dense'), width, width)
    this.#norm = bertNorm(at.at('output', 'LayerNorm'), width)
  }

  /** other [B, M, C'] → keys and values [B, M, C]. */
  project(g: Graph, other: Value): KeysAndValues {
    return { keys: this.#key.forward(g, other), values: this.#value.forward(g, other) }
  }

  query(g: Graph, x: Value): Value {
    return this.#query.forward(g, x)
  }

  /** x [B, L, C] attends to keys and values; `mask` is added to the scores, [B or 1, 1, L, M] → [B, L, C]. */
  forward(g: Graph, x: Value, { keys, values }: KeysAndValues, heads: number, mask?: Value): Value {
    const mixed = g.attention(this.query(g, x), keys, values, heads, mask ? { mask } : {})
    return this.close(g, x, mixed)
  }

  /** The projection of what was attended to, added to `x` and normalised. */
  close(g: Graph, x: Value, mixed: Value): Value {
    return this.#norm.forward(g, g.add(this.#out.forward(g, mixed), x))
  }
}

/** The two linear maps with their residual and normalisation after them. */
export class BertFeedForward {
  readonly #up: Linear
  readonly #down: Linear
  readonly #norm: LayerNorm

  constructor(at: Scope, width: number, inner: number) {
    this.#up = new Linear(at.at('intermediate', 'dense'), width, inner)
    this.#down = new Linear(at.at('output', 'dense'), inner, width)
    this.#norm = bertNorm(at.at('output', 'LayerNorm'), width)
  }

  forward(g: Graph, x: Value): Value {
    const wide = bertGelu(g, this.#up.forward(g, x))
    return this.#norm.forward(g, g.add(this.#down.forward(g, wide), x))
  }
}

interface LayerSizes {
  readonly width: number
  readonly inner: number
  /** Width of what a layer attends to besides its own text. */
  readonly otherWidth: number
}

/** A layer that attends to its text, then to something else (BLIP's med.py, mode "multimodal"). */
export class BertCrossLayer {
  readonly self: BertAttention
  readonly cross: BertAttention
  readonly feedForward: BertFeedForward

  constructor(at: Scope, { width, inner, otherWidth }: LayerSizes) {
    this.self = new BertAttention(at.at('attention'), width)
    this.cross = new BertAttention(at.at('crossattention'), width, otherWidth)
    this.feedForward = new BertFeedForward(at, width, inner)
  }
}

/** Embeddings of tokens and of their places, normalised. */
export class BertEmbeddings {
  readonly words: Embedding
  readonly #places: Embedding
  readonly #norm: LayerNorm

  constructor(at: Scope, vocabSize: number, positions: number, width: number) {
    this.words = new Embedding(at.at('word_embeddings'), vocabSize, width)
    this.#places = new Embedding(at.at('position_embeddings'), positions, width)
    this.#norm = bertNorm(at.at('LayerNorm'), width)
  }

  /** ids int64 [B, L], places int64 [L] → [B, L, C]. */
  forward(g: Graph, ids: Value, places: Value): Value {
    return this.#norm.forward(g, g.add(this.words.forward(g, ids), this.#places.forward(g, places)))
  }
}
