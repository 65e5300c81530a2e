// n regions, P places of a pooled region, m descriptions of each region, S tokens so far at most, C width, D of a head
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Linear } from '../../layers/linear.ts'
import { LayerNorm } from '../../layers/norm.ts'

/** Keys and values of one layer. */
export interface LayerMemory {
  readonly keys: Value
  readonly values: Value
}

interface LayerOptions {
  readonly width: number
  readonly heads: number
  readonly inner: number
}

// GRiT, grit/modeling/text/text_decoder.py, create_transformer: layer_norm_eps
const epsilon = 1e-12

/** A BERT layer, norms after the sums (Devlin et al. 2019), for the places of regions and for tokens one by one. */
export class TextLayer {
  readonly #heads: number
  readonly #size: number
  readonly #query: Linear
  readonly #key: Linear
  readonly #value: Linear
  readonly #out: Linear
  readonly #norm1: LayerNorm
  readonly #up: Linear
  readonly #down: Linear
  readonly #norm2: LayerNorm

  constructor(at: Scope, { width, heads, inner }: LayerOptions) {
    const attention = at.at('attention', 'self')
    this.#heads = heads
    this.#size = width / heads
    this.#query = new Linear(attention.at('query'), width, width)
    this.#key = new Linear(attention.at('key'), width, width)
    this.#value = new Linear(attention.at('value'), width, width)
    this.#out = new Linear(at.at('attention', 'output', 'dense'), width, width)
    this.#norm1 = new LayerNorm(at.at('attention', 'output', 'LayerNorm'), width, epsilon)
    this.#up = new Linear(at.at('intermediate', 'dense'), width, inner)
    this.#down = new Linear(at.at('output', 'dense'), inner, width)
    this.#norm2 = new LayerNorm(at.at('output', 'LayerNorm'), width, epsilon)
  }

  /** Places [n, P, C] that see each other. Without a layer after it, only keys and values matter. */
  read(g: Graph, x: Value, hasNext: boolean): { readonly memory: LayerMemory; readonly output: Value } {
    const [key, value] = [this.#key.forward(g, x), this.#value.forward(g, x)]
    const split = (y: Value) => g.reshape(y, [y.shape[0]!, y.shape[1]!, this.#heads, this.#size])
    const memory = {
      keys: g.transpose(split(key), [0, 2, 3, 1]), // [n, heads, D, P]
      values: g.transpose(split(value), [0, 2, 1, 3]), // [n, heads, P, D]
    }
    if (!hasNext) return { memory, output: x }
    const mixed = g.attention(this.#query.forward(g, x), key, value, this.#heads)
    return { memory, output: this.#transform(g, x, mixed) }
  }

  /** One token of each description [n, m, C], which sees the places, the text before it, and itself. */
  step(
    g: Graph,
    x: Value,
    places: LayerMemory,
    text: LayerMemory,
    mask: Value,
  ): { readonly output: Value; readonly own: LayerMemory } {
    const [query, keys, values] = [this.#query, this.#key, this.#value].map((layer) =>
      this.#byHead(g, layer.forward(g, x)),
    ) as [Value, Value, Value] // [n, heads, m, D]
    const scaled = g.mul(query, 1 / Math.sqrt(this.#size))
    const before = g.squeeze(g.matMul(text.keys, g.unsqueeze(scaled, -1)), -1) // [n, heads, m, S]
    const scores = [g.matMul(scaled, places.keys), g.add(before, mask), g.sum(g.mul(scaled, keys), [-1])]
    const weights = g.softmax(g.concat(scores, -1)) // [n, heads, m, P + S + 1]
    const sizes = scores.map(({ shape }) => shape.at(-1) as number)
    const [onPlaces, onText, onSelf] = g.split(weights, sizes, -1) as [Value, Value, Value]
    const fromText = g.squeeze(g.matMul(g.unsqueeze(onText, -2), text.values), -2) // [n, heads, m, D]
    const fromPlaces = g.matMul(onPlaces, places.values)
    const mixed = g.add(g.add(fromPlaces, fromText), g.mul(onSelf, values))
    const joined = g.reshape(g.transpose(mixed, [0, 2, 1, 3]), x.shape)
    return { output: this.#transform(g, x, joined), own: { keys, values } }
  }

  /** [n, m, C] → [n, heads, m, D] */
  #byHead(g: Graph, x: Value): Value {
    const split = g.reshape(x, [x.shape[0]!, x.shape[1]!, this.#heads, this.#size])
    return g.transpose(split, [0, 2, 1, 3])
  }

  #transform(g: Graph, x: Value, mixed: Value): Value {
    const attended = this.#norm1.forward(g, g.add(this.#out.forward(g, mixed), x))
    const wide = g.one('Gelu', [this.#up.forward(g, attended)], { approximate: 'none' })
    return this.#norm2.forward(g, g.add(this.#down.forward(g, wide), attended))
  }
}
