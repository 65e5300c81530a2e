// B images, N patches, L = N + 1 tokens, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { LayerNorm } from '../../layers/norm.ts'
import { type Block, type TimmForm, timmBlock, timmEpsilon } from './block.ts'
import { PatchEmbedding } from './patch-embedding.ts'
import { interpolatePositions } from './position-grid.ts'

export interface VitSpec {
  readonly patchSize: number
  readonly embedDim: number
  readonly depth: number
  readonly numHeads: number
  readonly mlpRatio: number
  /** Side in pixels of the square images for which positions are stored. */
  readonly imgSizeOfPosEmbed: number
}

export interface VitForm extends TimmForm {
  /** Tokens are normalised before the first block, under the name of timm's dropout. */
  readonly normaliseFirst?: boolean
}

/**
 * The vision transformer of facebookresearch/dino, vision_transformer.py, with timm's names: positions are interpolated
 * to the image's grid of patches, so that images may have any size.
 */
export class VitTrunk {
  readonly #spec: VitSpec
  readonly #side: number
  readonly #class: Parameter
  readonly #positions: Parameter
  readonly #patches: PatchEmbedding
  readonly #before: LayerNorm | undefined
  readonly #blocks: readonly Block[]
  readonly #norm: LayerNorm

  constructor(at: Scope, spec: VitSpec, form: VitForm = {}) {
    const { embedDim: width, patchSize, numHeads: heads, mlpRatio } = spec
    const { normaliseFirst = false, epsilon = timmEpsilon } = form
    this.#spec = spec
    this.#side = Math.floor(spec.imgSizeOfPosEmbed / patchSize)
    this.#class = at.parameter('cls_token', [1, 1, width])
    this.#positions = at.parameter('pos_embed', [1, 1 + this.#side ** 2, width])
    this.#patches = new PatchEmbedding(at.at('patch_embed', 'proj'), width, patchSize, { bias: true })
    this.#before = normaliseFirst ? new LayerNorm(at.at('pos_drop'), width, epsilon) : undefined
    this.#blocks = Array.from({ length: spec.depth }, (_, i) =>
      timmBlock(at.at('blocks', i), width, { heads, mlpRatio, packedBias: true, ...form }),
    )
    this.#norm = new LayerNorm(at.at('norm'), width, epsilon)
  }

  /** Normalised pixels [B, 3, H, W] → the class token's state after the last block, [B, C]. */
  rawState(g: Graph, pixels: Value): Value {
    const [batch, , height, width] = pixels.shape as readonly number[]
    const { patchSize, embedDim } = this.#spec
    const grid = { rows: Math.floor(height! / patchSize), columns: Math.floor(width! / patchSize) }
    const patches = this.#patches.forward(g, pixels) // [B, N, C]
    const first = g.expand(g.use(this.#class), [batch!, 1, embedDim])
    let x = g.add(g.concat([first, patches], 1), this.#placed(g, grid)) // [B, L, C]
    if (this.#before) x = this.#before.forward(g, x)
    for (const block of this.#blocks.slice(0, -1)) x = block.forward(g, x)
    // nothing looks at the other tokens of the last block
    return g.squeeze(this.#blocks.at(-1)!.forwardFirst(g, x), 1)
  }

  /** The same behind the last normalisation. */
  state(g: Graph, pixels: Value): Value {
    return this.#norm.forward(g, this.rawState(g, pixels))
  }

  /** Positions of the class token and of a grid of patches, [L, C]. */
  #placed(g: Graph, grid: { rows: number; columns: number }): Value {
    const [first, rest] = g.split(g.squeeze(g.use(this.#positions), 0), [1, this.#side ** 2], 0)
    return g.concat([first!, interpolatePositions(g, rest!, this.#side, grid)], 0)
  }
}
