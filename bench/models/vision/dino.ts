// B images, N patches, L = N + 1 tokens, C width
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import type { LayerNorm } from '../layers/norm.ts'
import { type Block, timmBlock, timmNorm } from './layers/block.ts'
import { PatchEmbedding } from './layers/patch-embedding.ts'
import { interpolatePositions } from './layers/position-grid.ts'

export interface DinoSpec {
  readonly patchSize: number
  readonly embedDim: number
  readonly depth: number
  readonly numHeads: number
  readonly mlpRatio: number
  /** Side in pixels of the square images for which positions are stored. */
  readonly imgSizeOfPosEmbed: number
}

/**
 * DINO's vision transformer on images of any size: positions are interpolated to the image's grid of patches.
 *
 * Source: Caron et al. 2021; facebookresearch/dino, vision_transformer.py.
 */
export class Dino implements Network {
  readonly spec: DinoSpec
  readonly parameters: readonly Parameter[]
  readonly #side: number
  readonly #class: Parameter
  readonly #positions: Parameter
  readonly #patches: PatchEmbedding
  readonly #blocks: readonly Block[]
  readonly #norm: LayerNorm

  constructor(spec: DinoSpec) {
    const root = new Scope()
    const { embedDim: width, patchSize, numHeads: heads, mlpRatio } = spec
    this.spec = spec
    this.#side = Math.floor(spec.imgSizeOfPosEmbed / patchSize)
    this.#class = root.parameter('cls_token', [1, 1, width])
    this.#positions = root.parameter('pos_embed', [1, 1 + this.#side ** 2, width])
    this.#patches = new PatchEmbedding(root.at('patch_embed', 'proj'), width, patchSize, { bias: true })
    this.#blocks = Array.from({ length: spec.depth }, (_, i) =>
      timmBlock(root.at('blocks', i), width, { heads, mlpRatio, packedBias: true }),
    )
    this.#norm = timmNorm(root.at('norm'), width)
    this.parameters = root.parameters
  }

  /** Normalised pixels [B, 3, H, W] → the class token's state [B, C]. */
  forward(g: Graph, pixels: Value): Value {
    const [batch, , height, width] = pixels.shape as readonly number[]
    const { patchSize, embedDim } = this.spec
    const grid = { rows: Math.floor(height! / patchSize), columns: Math.floor(width! / patchSize) }
    const patches = this.#patches.forward(g, pixels) // [B, N, C]
    const first = g.expand(g.use(this.#class), [batch!, 1, embedDim])
    let x = g.add(g.concat([first, patches], 1), this.#placed(g, grid)) // [B, L, C]
    for (const block of this.#blocks) x = block.forward(g, x)
    return g.take(this.#norm.forward(g, x), 1, 0)
  }

  /** Normalised pixels float32 [B, 3, H, W] → features float32 [B, C]. */
  async embed(run: Run, pixels: FloatTensor): Promise<FloatTensor> {
    const { features } = await run(
      {
        name: `dino ${pixels.shape.join('x')}`,
        build: (g) => g.output('features', this.forward(g, g.input('pixels', 'float32', pixels.shape))),
      },
      { pixels },
    )
    return features as FloatTensor
  }

  /** Positions of the class token and of a grid of patches, [L, C]. */
  #placed(g: Graph, grid: { rows: number; columns: number }): Value {
    const [first, rest] = g.split(g.squeeze(g.use(this.#positions), 0), [1, this.#side ** 2], 0)
    return g.concat([first!, interpolatePositions(g, rest!, this.#side, grid)], 0)
  }
}
