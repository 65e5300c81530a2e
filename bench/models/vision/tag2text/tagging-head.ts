// B images, N tokens of an image, K tags, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import type { BertCrossLayer } from '../../text/bert.ts'

interface HeadSizes {
  readonly tags: number
  readonly width: number
  readonly heads: number
}

/**
 * One query for each tag, which looks at the image. Its layers are those of the tag encoder without attention to other
 * queries, and with another number of heads.
 *
 * Source: Liu et al., Query2Label, 2021; VBench, tag2text.py, vision_multi.
 */
export class TaggingHead {
  readonly #sizes: HeadSizes
  readonly #layers: readonly BertCrossLayer[]
  readonly #queries: Parameter
  readonly #weight: Parameter
  readonly #bias: Parameter

  /** @param layers of the tag encoder */
  constructor(at: Scope, sizes: HeadSizes, layers: readonly BertCrossLayer[]) {
    const { tags, width } = sizes
    this.#sizes = sizes
    this.#layers = layers
    this.#queries = at.at('label_embed').parameter('weight', [tags, width])
    this.#weight = at.at('fc').parameter('W', [1, tags, width])
    this.#bias = at.at('fc').parameter('b', [1, tags])
  }

  /** image [1, 1 + N, C'] → logits [1, K]. */
  forward(g: Graph, image: Value): Value {
    let x = g.unsqueeze(g.use(this.#queries), 0) // [1, K, C]
    for (const { cross, feedForward } of this.#layers) {
      x = feedForward.forward(g, cross.forward(g, x, cross.project(g, image), this.#sizes.heads))
    }
    const products = g.sum(g.mul(x, g.use(this.#weight)), [-1]) // [1, K, 1]
    return g.add(g.squeeze(products, -1), g.use(this.#bias))
  }
}
