// B batch, L tokens, C width, H heads
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Program, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import type { FloatTensor, Tensor } from '../../tensor/tensor.ts'
import { causalMask } from '../layers/causal-mask.ts'
import { Embedding } from '../layers/embedding.ts'
import { Linear } from '../layers/linear.ts'
import { LayerNorm } from '../layers/norm.ts'
import { quickGeluAlpha } from '../layers/quick-gelu.ts'

export interface ClipTextSpec {
  readonly vocabSize: number
  readonly hiddenSize: number
  readonly intermediateSize: number
  readonly numHiddenLayers: number
  readonly numAttentionHeads: number
  readonly maxPositionEmbeddings: number
  readonly layerNormEps: number
}

/**
 * CLIP's text transformer: pre-norm blocks under a causal mask. The pooled output is the state at the highest token
 * id, which is the end-of-text token.
 *
 * Source: Radford et al. 2021, section 2.4; transformers, models/clip/modeling_clip.py.
 */
export class ClipText implements Network {
  readonly spec: ClipTextSpec
  readonly parameters: readonly Parameter[]
  readonly #tokens: Embedding
  readonly #positions: Parameter
  readonly #layers: readonly ClipLayer[]
  readonly #norm: LayerNorm

  constructor(spec: ClipTextSpec) {
    const root = new Scope()
    const scope = root.at('text_model')
    const { hiddenSize, maxPositionEmbeddings, layerNormEps } = spec
    this.spec = spec
    this.#tokens = new Embedding(scope.at('embeddings', 'token_embedding'), spec.vocabSize, hiddenSize)
    this.#positions = scope
      .at('embeddings', 'position_embedding')
      .parameter('weight', [maxPositionEmbeddings, hiddenSize])
    this.#layers = Array.from(
      { length: spec.numHiddenLayers },
      (_, i) => new ClipLayer(scope.at('encoder', 'layers', i), spec),
    )
    this.#norm = new LayerNorm(scope.at('final_layer_norm'), hiddenSize, layerNormEps)
    this.parameters = root.parameters
  }

  /** The released checkpoint also holds the image tower, the projections and a list of positions. */
  isUnused(name: string): boolean {
    return !name.startsWith('text_model.') || name === 'text_model.embeddings.position_ids'
  }

  /** ids [B, L] → the last hidden state [B, L, C] and the pooled state [B, C]. */
  forward(g: Graph, ids: Value): { hidden: Value; pooled: Value } {
    const [batch, length] = ids.shape as [number, number]
    const positions = g.slice(g.use(this.#positions), 0, 0, length) // [L, C]
    const mask = causalMask(g, length) // [1, 1, L, L]
    let x = g.add(this.#tokens.forward(g, ids), positions) // [B, L, C]
    for (const layer of this.#layers) x = layer.forward(g, x, mask)
    const hidden = this.#norm.forward(g, x)
    const end = g.one('ArgMax', [ids], { axis: 1, keepdims: 1, select_last_index: 0 }) // [B, 1]
    const type = { dtype: hidden.dtype, shape: [batch, this.spec.hiddenSize] }
    return { hidden, pooled: g.one('GatherND', [hidden, end], { batch_dims: 1 }, type) }
  }

  /** Token ids int64 [B, L] → the last hidden state [B, L, C] and the pooled state [B, C]. */
  async encode(run: Run, ids: Tensor<'int64'>): Promise<{ hidden: FloatTensor; pooled: FloatTensor }> {
    const { hidden, pooled } = await run(this.#program(ids.shape), { ids })
    return { hidden: hidden as FloatTensor, pooled: pooled as FloatTensor }
  }

  #program(shape: readonly number[]): Program {
    return {
      name: `clip ${shape.join('x')}`,
      build: (g) => {
        const { hidden, pooled } = this.forward(g, g.input('ids', 'int64', shape))
        g.output('hidden', hidden)
        g.output('pooled', pooled)
      },
    }
  }
}

class ClipLayer {
  readonly #heads: number
  readonly #norm1: LayerNorm
  readonly #norm2: LayerNorm
  readonly #query: Linear
  readonly #key: Linear
  readonly #value: Linear
  readonly #out: Linear
  readonly #up: Linear
  readonly #down: Linear

  constructor(
    at: Scope,
    { hiddenSize: width, intermediateSize, numAttentionHeads, layerNormEps }: ClipTextSpec,
  ) {
    this.#heads = numAttentionHeads
    this.#norm1 = new LayerNorm(at.at('layer_norm1'), width, layerNormEps)
    this.#norm2 = new LayerNorm(at.at('layer_norm2'), width, layerNormEps)
    this.#query = new Linear(at.at('self_attn', 'q_proj'), width, width)
    this.#key = new Linear(at.at('self_attn', 'k_proj'), width, width)
    this.#value = new Linear(at.at('self_attn', 'v_proj'), width, width)
    this.#out = new Linear(at.at('self_attn', 'out_proj'), width, width)
    this.#up = new Linear(at.at('mlp', 'fc1'), width, intermediateSize)
    this.#down = new Linear(at.at('mlp', 'fc2'), intermediateSize, width)
  }

  /** x [B, L, C] → [B, L, C]. */
  forward(g: Graph, x: Value, mask: Value): Value {
    const normal = this.#norm1.forward(g, x)
    const q = this.#query.forward(g, normal) // [B, L, C]
    const k = this.#key.forward(g, normal) // [B, L, C]
    const v = this.#value.forward(g, normal) // [B, L, C]
    const attended = g.add(x, this.#out.forward(g, g.attention(q, k, v, this.#heads, { mask })))
    const wide = g.silu(this.#up.forward(g, this.#norm2.forward(g, attended)), quickGeluAlpha) // [B, L, 4C]
    return g.add(attended, this.#down.forward(g, wide))
  }
}
