// N = rows · columns patches, C width of the transformer, F channels of the pyramid
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Conv2d } from '../../layers/conv2d.ts'
import { LayerNorm } from '../../layers/norm.ts'
import type { Grid } from './relative-attention.ts'

/** Pixels between neighbours of the maps p3, p4, p5, p6 and p7. */
export const strides = [8, 16, 32, 64, 128] as const

// PyTorch's default for LayerNorm
const epsilon = 1e-5

/**
 * Five maps from the one map of a plain transformer.
 *
 * Source: GRiT, grit/modeling/backbone/vit.py, ViT_FPN; CenterNet2, fpn_p5.py, LastLevelP6P7_P5.
 */
export class FeaturePyramid {
  readonly #enlarge: Parameter
  readonly #p3: Level
  readonly #p4: Level
  readonly #p5: Level
  readonly #p6: Conv2d
  readonly #p7: Conv2d

  constructor(at: Scope, width: number, channels: number) {
    const halving = { stride: 2 }
    this.#enlarge = at.at('fpn_stride_16_8').parameter('weight', [width, width, 2, 2])
    this.#p3 = new Level(at, 'fpn_stride8', width, channels)
    this.#p4 = new Level(at, 'fpn_stride16', width, channels)
    this.#p5 = new Level(at, 'fpn_stride32', width, channels)
    this.#p6 = new Conv2d(at.at('top_block', 'p6'), channels, channels, 3, halving)
    this.#p7 = new Conv2d(at.at('top_block', 'p7'), channels, channels, 3, halving)
  }

  /** x [N, C], rows and columns even → p3 … p7, [1, F, h, w] each. */
  forward(g: Graph, x: Value, grid: Grid): readonly Value[] {
    const { rows, columns } = grid
    const p4 = this.#p4.smooth(g, g.matMul(x, this.#p4.projection(g)), grid)
    const halfGrid = { rows: rows / 2, columns: columns / 2 }
    const p5 = this.#p5.smooth(g, g.matMul(halved(g, x, grid), this.#p5.projection(g)), halfGrid)
    const p6 = this.#p6.forward(g, p5)
    const p7 = this.#p7.forward(g, g.unary('Relu', p6))
    const doubleGrid = { rows: 2 * rows, columns: 2 * columns }
    return [this.#p3.smooth(g, this.#doubled(g, x, grid), doubleGrid), p4, p5, p6, p7]
  }

  /**
   * The transposed convolution, whose 2×2 outputs don't overlap, and the projection after it, joined: the product of
   * their weights is computed once, when the network is loaded. [N, C] → [4N, F].
   */
  #doubled(g: Graph, x: Value, { rows, columns }: Grid): Value {
    const width = x.shape[1] as number
    const kernels = g.reshape(g.transpose(g.use(this.#enlarge), [0, 2, 3, 1]), [4 * width, width])
    const joined = g.reshape(g.matMul(kernels, this.#p3.projection(g)), [width, -1]) // [C, 2·2·F]
    const quads = g.reshape(g.matMul(x, joined), [rows, columns, 2, 2, -1])
    const image = g.transpose(quads, [0, 2, 1, 3, 4]) // [rows, 2, columns, 2, F]
    return g.reshape(image, [4 * rows * columns, -1])
  }
}

/** The largest of each 2×2 patches: [N, C] → [N / 4, C]. */
function halved(g: Graph, x: Value, { rows, columns }: Grid): Value {
  const width = x.shape[1] as number
  const image = g.transpose(g.reshape(x, [1, rows, columns, width]), [0, 3, 1, 2])
  const pooled = g.one('MaxPool', [image], { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] })
  return g.reshape(g.transpose(pooled, [0, 2, 3, 1]), [-1, width])
}

/** Projection to the pyramid's channels, norm, 3×3 convolution, norm. */
class Level {
  readonly #width: number
  readonly #channels: number
  readonly #project: Parameter
  readonly #norm1: LayerNorm
  readonly #conv: Parameter
  readonly #norm2: LayerNorm

  constructor(at: Scope, name: string, width: number, channels: number) {
    this.#width = width
    this.#channels = channels
    this.#project = at.at(`${name}_conv1`).parameter('weight', [channels, width, 1, 1])
    this.#norm1 = new LayerNorm(at.at(`${name}_norm1`), channels, epsilon)
    this.#conv = at.at(`${name}_conv2`).parameter('weight', [channels, channels, 3, 3])
    this.#norm2 = new LayerNorm(at.at(`${name}_norm2`), channels, epsilon)
  }

  /** The weights of the 1×1 convolution, [C, F]. */
  projection(g: Graph): Value {
    return g.transpose(g.reshape(g.use(this.#project), [this.#channels, this.#width]), [1, 0])
  }

  /** Projected places [h·w, F] → [1, F, h, w]. */
  smooth(g: Graph, x: Value, { rows, columns }: Grid): Value {
    const last = g.reshape(this.#norm1.forward(g, x), [1, rows, columns, this.#channels])
    const around = [1, 1] as const
    const convolved = g.conv(g.transpose(last, [0, 3, 1, 2]), g.use(this.#conv), undefined, {
      pads: [around, around],
    })
    return g.transpose(this.#norm2.forward(g, g.transpose(convolved, [0, 2, 3, 1])), [0, 3, 1, 2])
  }
}
