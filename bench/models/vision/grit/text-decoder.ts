// n regions, P places of a pooled region, m descriptions of each region, S tokens so far at most, C width, D of a head
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { floatTensor, tensor } from '../../../tensor/tensor.ts'
import { Embedding } from '../../layers/embedding.ts'
import { Linear } from '../../layers/linear.ts'
import { LayerNorm } from '../../layers/norm.ts'
import type { GritSpec } from './spec.ts'
import { type LayerMemory, TextLayer } from './text-layer.ts'

// GRiT, grit/config.py, TEXT_DECODER.VOCAB_SIZE: BERT's; text_decoder.py, max_caption_length
const [vocabulary, positions] = [30_522, 1024]

// text_decoder.py, WordAndPositionalEmbedding; PyTorch's default for the other LayerNorm
const [embeddingEpsilon, projectionEpsilon] = [1e-8, 1e-5]

// text_decoder.py, AutoRegressiveBeamSearch.search: the logit of the token before
const repetition = -10_000

/** What a step computes. */
export interface Step {
  /** The likeliest token of each description, int64 [n·m, 1]. */
  readonly tokens: Value
  /** The logarithm of its probability, [n·m, 1]. */
  readonly logProbabilities: Value
  /** Keys and values of the token that was fed, [n, heads, m, D], by layer. */
  readonly memory: readonly LayerMemory[]
}

/**
 * GRiT's text decoder: BERT layers over the places of a region, which see each other, followed by text, which sees the
 * places and the text before it. Places never see text, so they are computed once for all descriptions of a region.
 *
 * Source: Wu et al. 2022 (GRiT), section 3.3; grit/modeling/text/text_decoder.py.
 */
export class TextDecoder {
  readonly spec: GritSpec
  readonly #project: Linear
  readonly #projectNorm: LayerNorm
  readonly #words: Embedding
  readonly #positions: Parameter
  readonly #norm: LayerNorm
  readonly #layers: readonly TextLayer[]
  readonly #bias: Parameter

  constructor(at: Scope, spec: GritSpec) {
    const { textHiddenSize: width, textHeads: heads, textFeedforwardSize: inner } = spec
    this.spec = spec
    this.#project = new Linear(at.at('object_feature_projection', 0), spec.fpnChannels, width)
    this.#projectNorm = new LayerNorm(at.at('object_feature_projection', 1), width, projectionEpsilon)
    this.#words = new Embedding(at.at('embedding', 'words'), vocabulary, width)
    this.#positions = at.at('embedding', 'positions').parameter('weight', [positions, width])
    this.#norm = new LayerNorm(at.at('embedding', 'layer_norm'), width, embeddingEpsilon)
    this.#layers = Array.from(
      { length: spec.textLayers },
      (_, i) => new TextLayer(at.at('transformer', 'encoder', 'layer', i), { width, heads, inner }),
    )
    this.#bias = at.at('output').parameter('bias', [vocabulary])
  }

  /** Pooled regions [n, F, s, s] → keys [n, heads, D, P] and values [n, heads, P, D] of all places, by layer. */
  read(g: Graph, regions: Value): readonly LayerMemory[] {
    const [count, channels, side] = regions.shape as readonly [string, number, number]
    const places = g.transpose(g.reshape(regions, [count, channels, side ** 2]), [0, 2, 1]) // [n, P, F]
    let x = this.#projectNorm.forward(g, this.#project.forward(g, places))
    return this.#layers.map((layer, i) => {
      const { memory, output } = layer.read(g, x, i < this.#layers.length - 1)
      x = output
      return memory
    })
  }

  /**
   * One token further. `ids` int64 [n, m] are the tokens before, all at `position` int64 [1]; `forbidden` int64 [n, m] may
   * not be said. `mask` [S] is added to the scores of the text before, whose keys and values [n, heads, m, S, D] are in
   * `text`; `places` is what `read` gave.
   */
  step(
    g: Graph,
    { ids, forbidden, position, mask }: Readonly<Record<'ids' | 'forbidden' | 'position' | 'mask', Value>>,
    places: readonly LayerMemory[],
    text: readonly LayerMemory[],
  ): Step {
    const placed = g.add(this.#words.forward(g, ids), g.gather(g.use(this.#positions), position))
    let x = this.#norm.forward(g, placed) // [n, m, C]
    const memory = this.#layers.map((layer, i) => {
      const { output, own } = layer.step(g, x, places[i]!, text[i]!, mask)
      x = output
      return own
    })
    return { ...this.#likeliest(g, x, forbidden), memory }
  }

  #likeliest(g: Graph, x: Value, forbidden: Value) {
    const rows = g.reshape(x, ['descriptions', this.spec.textHiddenSize])
    const weights = [g.use(this.#words.weight), g.use(this.#bias)] // the table of words is used both ways
    const logits = g.one('Gemm', [rows, ...weights], { transB: 1 }) // [n·m, vocabulary]
    const all = g.constant(
      tensor(
        'int64',
        [1, vocabulary],
        BigInt64Array.from({ length: vocabulary }, (_, i) => BigInt(i)),
      ),
    )
    const isForbidden = g.binary('Equal', all, g.reshape(forbidden, ['descriptions', 1]))
    const allowed = g.where(
      isForbidden,
      g.cast(g.constant(floatTensor([1], [repetition])), g.precision),
      logits,
    )
    const tokens = g.one('ArgMax', [allowed], { axis: 1, keepdims: 1, select_last_index: 0 }) // [n·m, 1]
    const type = { dtype: allowed.dtype, shape: ['descriptions'] }
    const best = g.unsqueeze(g.one('GatherND', [allowed, tokens], { batch_dims: 1 }, type), 1) // [n·m, 1]
    const others = g.sum(g.unary('Exp', g.sub(allowed, best)), [-1])
    return { tokens, logProbabilities: g.unary('Neg', g.unary('Log', others)) }
  }
}
