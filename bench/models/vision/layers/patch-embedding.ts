// B images or frames, N patches, C width, P patch size
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'

interface PatchOptions {
  readonly bias: boolean
  /** The checkpoint's kernel has a time axis of size 1. */
  readonly video?: boolean
}

/** Linear projection of non-overlapping square patches; a remainder at the right and bottom is dropped. */
export class PatchEmbedding {
  readonly #width: number
  readonly #size: number
  readonly #weight: Parameter
  readonly #bias: Parameter | undefined

  constructor(at: Scope, width: number, size: number, { bias, video = false }: PatchOptions) {
    this.#width = width
    this.#size = size
    this.#weight = at.parameter('weight', [width, 3, ...(video ? [1] : []), size, size])
    this.#bias = bias ? at.parameter('bias', [width]) : undefined
  }

  /** x [B, 3, H, W] → [B, N, C], row by row. */
  forward(g: Graph, x: Value): Value {
    const kernel = g.reshape(g.use(this.#weight), [this.#width, 3, this.#size, this.#size])
    const strides = [this.#size, this.#size]
    const maps = g.conv(x, kernel, this.#bias && g.use(this.#bias), { strides }) // [B, C, H/P, W/P]
    return g.transpose(g.reshape(maps, [maps.shape[0]!, this.#width, -1]), [0, 2, 1])
  }
}
