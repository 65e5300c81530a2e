// B batch, L tokens, C width, H heads, D width of a head
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import { type FloatTensor, type Tensor, tensor } from '../../tensor/tensor.ts'
import { Embedding } from '../layers/embedding.ts'
import { Linear } from '../layers/linear.ts'
import { RmsNorm } from '../layers/norm.ts'
import { runSteps, type Step } from '../steps.ts'
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

  /** The released checkpoint also holds the decoder and its head, and some store the embedding table twice. */
  isUnused(name: string): boolean {
    return /^(decoder\.|lm_head\.|encoder\.embed_tokens\.weight$)/.test(name)
  }

  /**
   * Token ids int64 [B, L] → hidden states [B, L, C]. `blocksPerProgram` bounds how many blocks' weights are needed at
   * one time; by default the network is one program.
   */
  async encode(
    run: Run,
    ids: Tensor<'int64'>,
    blocksPerProgram = Number.POSITIVE_INFINITY,
  ): Promise<FloatTensor> {
    const { x } = await runSteps(run, 't5', this.steps(ids.shape[1]!), { ids }, ['x'], blocksPerProgram)
    return x as FloatTensor
  }

  /** The network from token ids to hidden states, block by block. */
  steps(length: number): readonly Step[] {
    return [
      {
        name: 'embed',
        needs: ['ids'],
        gives: ['x', 'bias'],
        emit: (g, { ids }) => ({
          x: this.#embedding.forward(g, ids!), // [B, L, C]
          bias: this.#positionBias(g, length), // [1, H, L, L]
        }),
      },
      ...this.#blocks.map(
        (block, i): Step => ({
          name: `block ${i}`,
          needs: ['x', 'bias'],
          gives: ['x'],
          emit: (g, { x, bias }) => ({ x: block.forward(g, x!, bias!) }),
        }),
      ),
      { name: 'norm', needs: ['x'], gives: ['x'], emit: (g, { x }) => ({ x: this.#norm.forward(g, x!) }) },
    ]
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
