// B batch, L tokens, C hidden width, H heads, D width of a head
import type { Graph } from '../../onnx/graph/graph.ts'
import type { Scope } from '../../onnx/graph/module.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { Linear } from '../layers/linear.ts'
import { RmsNorm } from '../layers/norm.ts'
import type { RotaryForm } from './embeddings.ts'

// Open-Sora, models/mmdit/layers.py: LayerNorm(eps=1e-6) and RMSNorm
export const epsilon = 1e-6

/** Two linear layers with SiLU between: [B, inputs] → [B, C]. */
export class MlpEmbedder {
  readonly #in: Linear
  readonly #out: Linear

  constructor(at: Scope, inputs: number, hidden: number) {
    this.#in = new Linear(at.at('in_layer'), inputs, hidden)
    this.#out = new Linear(at.at('out_layer'), hidden, hidden)
  }

  forward(g: Graph, x: Value): Value {
    return this.#out.forward(g, g.silu(this.#in.forward(g, x)))
  }
}

/** How a block shifts, scales and gates its input, each [B, 1, C]. */
export interface Modulated {
  readonly shift: Value
  readonly scale: Value
  readonly gate: Value
}

/** Shifts, scales and gates from the conditioning vector: one triple per branch of a block. */
export class Modulation {
  readonly #linear: Linear
  readonly #branches: number

  constructor(at: Scope, hidden: number, branches: number) {
    this.#linear = new Linear(at.at('lin'), hidden, 3 * branches * hidden)
    this.#branches = branches
  }

  /** vec [B, C], after SiLU. */
  forward(g: Graph, vec: Value): readonly Modulated[] {
    const parts = g.chunk(g.unsqueeze(this.#linear.forward(g, vec), 1), 3 * this.#branches, -1)
    return Array.from({ length: this.#branches }, (_, i) => {
      const [shift, scale, gate] = parts.slice(3 * i) as [Value, Value, Value]
      return { shift, scale, gate }
    })
  }
}

/** (1 + scale) · LayerNorm(x) + shift, the norm without parameters of its own. */
export function modulate(g: Graph, x: Value, shift: Value, scale: Value): Value {
  return g.add(g.mul(g.layerNorm(x, epsilon), g.add(scale, 1)), shift)
}

/** Queries, keys and values, [B, L, C] each with heads outermost. */
export interface Projected {
  readonly q: Value
  readonly k: Value
  readonly v: Value
}

/** RMS normalisation of queries and keys, head by head. */
export class QkNorm {
  readonly #query: RmsNorm
  readonly #key: RmsNorm
  readonly #heads: number

  constructor(at: Scope, hidden: number, heads: number) {
    this.#query = new RmsNorm(at.at('query_norm'), hidden / heads, epsilon, 'scale')
    this.#key = new RmsNorm(at.at('key_norm'), hidden / heads, epsilon, 'scale')
    this.#heads = heads
  }

  forward(g: Graph, { q, k, v }: Projected): Projected {
    const perHead = (norm: RmsNorm, x: Value) => {
      const [batch, length] = x.shape
      const split = g.reshape(x, [batch!, length!, this.#heads, -1]) // [B, L, H, D]
      return g.reshape(norm.forward(g, split), x.shape)
    }
    return { q: perHead(this.#query, q), k: perHead(this.#key, k), v }
  }
}

/** The projections around a stream's attention; the attention itself joins both streams. */
export class StreamAttention {
  readonly #projections: readonly Linear[]
  readonly #norm: QkNorm
  readonly #out: Linear

  constructor(at: Scope, hidden: number, heads: number, qkvBias: boolean, fusedQkv: boolean) {
    this.#projections = fusedQkv
      ? [new Linear(at.at('qkv'), hidden, 3 * hidden, qkvBias)]
      : ['q_proj', 'k_proj', 'v_proj'].map((name) => new Linear(at.at(name), hidden, hidden, qkvBias))
    this.#norm = new QkNorm(at.at('norm'), hidden, heads)
    this.#out = new Linear(at.at('proj'), hidden, hidden)
  }

  project(g: Graph, x: Value): Projected {
    const outputs = this.#projections.map((linear) => linear.forward(g, x))
    const [q, k, v] = (outputs.length === 1 ? g.chunk(outputs[0]!, 3, -1) : outputs) as [Value, Value, Value]
    return this.#norm.forward(g, { q, k, v })
  }

  out(g: Graph, x: Value): Value {
    return this.#out.forward(g, x)
  }
}

/** Rotary tables inside a graph, [B or 1, L, D/2] each. */
export interface Rotary {
  readonly cos: Value
  readonly sin: Value
  readonly form: RotaryForm
}

/** Attention over all tokens after rotating queries and keys. */
export function rotaryAttention(
  g: Graph,
  { q, k, v }: Projected,
  heads: number,
  { cos, sin, form }: Rotary,
): Value {
  const interleaved = form === 'interleaved'
  return g.attention(
    g.rotary(q, heads, cos, sin, interleaved),
    g.rotary(k, heads, cos, sin, interleaved),
    v,
    heads,
  )
}
