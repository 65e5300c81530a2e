// B batch, L tokens, C width, H heads, D width of a head
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Program, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { type FloatTensor, type Tensor, tensor } from '../../tensor/tensor.ts'
import { Embedding } from '../layers/embedding.ts'
import { Linear } from '../layers/linear.ts'
import { RmsNorm } from '../layers/norm.ts'
import { relativePositionBuckets } from './relative-position.ts'

export interface T5Spec {
  readonly vocabSize: number
  readonly dModel: number
  readonly dKv: number
  readonly dFf: number
  readonly numLayers: number
  readonly numHeads: number
  readonly relativeAttentionNumBuckets: number
  readonly relativeAttentionMaxDistance: number
  readonly layerNormEpsilon: number
}

/**
 * The encoder of T5 v1.1 (gated GELU, no biases, no scaling of the scores). Padding takes part in the attention, as in
 * Open-Sora.
 *
 * Source: Raffel et al. 2020, section 2.1; Shazeer 2020 (GLU variants); transformers, models/t5/modeling_t5.py.
 */
export class T5Encoder implements Network {
  readonly spec: T5Spec
  readonly parameters: readonly Parameter[]
  readonly #embedding: Embedding
  readonly #positions: Embedding
  readonly #blocks: readonly T5Block[]
  readonly #norm: RmsNorm

  constructor(spec: T5Spec) {
    const scope = new Scope()
    const block = (i: number) => scope.at('encoder', 'block', i)
    this.spec = spec
    this.#embedding = new Embedding(scope.at('shared'), spec.vocabSize, spec.dModel)
    this.#positions = new Embedding(
      block(0).at('layer', 0, 'SelfAttention', 'relative_attention_bias'),
      spec.relativeAttentionNumBuckets,
      spec.numHeads,
    )
    this.#blocks = Array.from({ length: spec.numLayers }, (_, i) => new T5Block(block(i), spec))
    this.#norm = new RmsNorm(scope.at('encoder', 'final_layer_norm'), spec.dModel, spec.layerNormEpsilon)
    this.parameters = scope.parameters
  }

  /** The embedding table is stored a second time under another name in some checkpoints. */
  isUnused(name: string): boolean {
    return name === 'encoder.embed_tokens.weight'
  }

  /** ids [B, L] → hidden states [B, L, C]. */
  forward(g: Graph, ids: Value, length: number): Value {
    const bias = this.#positionBias(g, length) // [1, H, L, L]
    let x = this.#embedding.forward(g, ids) // [B, L, C]
    for (const block of this.#blocks) x = block.forward(g, x, bias)
    return this.#norm.forward(g, x)
  }

  /** Token ids int64 [B, L] → hidden states [B, L, C]. */
  async encode(run: Run, ids: Tensor<'int64'>): Promise<FloatTensor> {
    const { hidden } = await run(this.#program(ids.shape[0]!, ids.shape[1]!), { ids })
    return hidden as FloatTensor
  }

  #program(batch: number, length: number): Program {
    return {
      name: `t5 ${batch}x${length}`,
      build: (g) => {
        g.output('hidden', this.forward(g, g.input('ids', 'int64', [batch, length]), length))
      },
    }
  }

  #positionBias(g: Graph, length: number): Value {
    const { relativeAttentionNumBuckets: buckets, relativeAttentionMaxDistance: far } = this.spec
    const ids = relativePositionBuckets(length, buckets, far)
    const table = g.constant(tensor('int64', [length, length], BigInt64Array.from(ids, BigInt)))
    const bias = this.#positions.forward(g, table) // [L, L, H]
    return g.unsqueeze(g.transpose(bias, [2, 0, 1]), 0)
  }
}

class T5Block {
  readonly #spec: T5Spec
  readonly #query: Linear
  readonly #key: Linear
  readonly #value: Linear
  readonly #out: Linear
  readonly #attentionNorm: RmsNorm
  readonly #gate: Linear
  readonly #up: Linear
  readonly #down: Linear
  readonly #feedForwardNorm: RmsNorm

  constructor(at: Scope, spec: T5Spec) {
    const { dModel, dFf, layerNormEpsilon } = spec
    const inner = spec.numHeads * spec.dKv
    const attention = at.at('layer', 0, 'SelfAttention')
    const dense = at.at('layer', 1, 'DenseReluDense')
    this.#spec = spec
    this.#query = new Linear(attention.at('q'), dModel, inner, false)
    this.#key = new Linear(attention.at('k'), dModel, inner, false)
    this.#value = new Linear(attention.at('v'), dModel, inner, false)
    this.#out = new Linear(attention.at('o'), inner, dModel, false)
    this.#attentionNorm = new RmsNorm(at.at('layer', 0, 'layer_norm'), dModel, layerNormEpsilon)
    this.#gate = new Linear(dense.at('wi_0'), dModel, dFf, false)
    this.#up = new Linear(dense.at('wi_1'), dModel, dFf, false)
    this.#down = new Linear(dense.at('wo'), dFf, dModel, false)
    this.#feedForwardNorm = new RmsNorm(at.at('layer', 1, 'layer_norm'), dModel, layerNormEpsilon)
  }

  /** x [B, L, C] → [B, L, C]. */
  forward(g: Graph, x: Value, bias: Value): Value {
    const attended = g.add(x, this.#attention(g, this.#attentionNorm.forward(g, x), bias))
    const normal = this.#feedForwardNorm.forward(g, attended)
    const gated = g.mul(g.geluTanh(this.#gate.forward(g, normal)), this.#up.forward(g, normal)) // [B, L, dFf]
    return g.add(attended, this.#down.forward(g, gated))
  }

  #attention(g: Graph, x: Value, bias: Value): Value {
    const q = this.#query.forward(g, x) // [B, L, H·D]
    const k = this.#key.forward(g, x) // [B, L, H·D]
    const v = this.#value.forward(g, x) // [B, L, H·D]
    return this.#out.forward(g, g.attention(q, k, v, this.#spec.numHeads, { scale: 1, mask: bias }))
  }
}
