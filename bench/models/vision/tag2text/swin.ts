// N tokens of a grid, w² tokens of a window, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { floatTensor, tensor } from '../../../tensor/tensor.ts'
import { Linear } from '../../layers/linear.ts'
import { LayerNorm } from '../../layers/norm.ts'
import { Block } from '../layers/block.ts'
import { PatchEmbedding } from '../layers/patch-embedding.ts'
import { placesIn, quadOrder, rolledParts, rowOrder, type TokenOrder, windowOrder } from './token-order.ts'

export interface SwinSpec {
  readonly embedDim: number
  /** Side of the square images, pixels. */
  readonly imageSize: number
  /** Side of a window, tokens. */
  readonly windowSize: number
  readonly depths: readonly number[]
  readonly heads: readonly number[]
}

// Liu et al. 2021, section 3.1, and swin_transformer.py: patches of 4×4 pixels, MLPs four times as wide
const patchSize = 4
const mlpRatio = 4
// PyTorch's default for LayerNorm
const epsilon = 1e-5
/** What attention adds between tokens that are not neighbours (swin_transformer.py, attn_mask). */
const apart = -100

export const swinWidth = ({ embedDim, depths }: SwinSpec): number => embedDim * 2 ** (depths.length - 1)

/**
 * Swin: attention within windows of a grid, every second time of a grid rolled by half a window, and four neighbours
 * joined from stage to stage.
 *
 * Tokens are kept in the order of the next attention's windows, so that a roll with its cut into windows is one gathering
 * of rows.
 *
 * Source: Liu et al. 2021; microsoft/Swin-Transformer, in Tag2Text's form without a classifier.
 */
export class Swin {
  readonly #patches: PatchEmbedding
  readonly #first: LayerNorm
  readonly #stages: readonly Stage[]
  readonly #last: LayerNorm

  constructor(at: Scope, spec: SwinSpec) {
    const { embedDim, imageSize, windowSize, depths, heads } = spec
    this.#patches = new PatchEmbedding(at.at('patch_embed', 'proj'), embedDim, patchSize, { bias: true })
    this.#first = new LayerNorm(at.at('patch_embed', 'norm'), embedDim, epsilon)
    this.#stages = depths.map((depth, i) => {
      const side = imageSize / patchSize / 2 ** i
      const sizes = { width: embedDim * 2 ** i, heads: heads[i]!, side, window: Math.min(windowSize, side) }
      return new Stage(at.at('layers', i), sizes, depth, i < depths.length - 1)
    })
    this.#last = new LayerNorm(at.at('norm'), swinWidth(spec), epsilon)
  }

  /** Normalised pixels [1, 3, S, S] → their mean and the tokens, row by row, [1, 1 + N, C]. */
  forward(g: Graph, pixels: Value): Value {
    let grid: Grid = {
      x: this.#first.forward(g, g.squeeze(this.#patches.forward(g, pixels), 0)),
      order: null,
    }
    for (const stage of this.#stages) grid = stage.forward(g, grid)
    const x = this.#last.forward(g, grid.x) // [N, C]
    return g.unsqueeze(g.concat([g.mean(x, [0]), x], 0), 0)
  }
}

/** Tokens [N, C] and their order; null: row by row. */
interface Grid {
  readonly x: Value
  readonly order: TokenOrder | null
}

interface StageSizes {
  readonly width: number
  readonly heads: number
  /** Side of the grid, tokens. */
  readonly side: number
  readonly window: number
}

/** Blocks on one grid, then the joining of neighbours. */
class Stage {
  readonly #sizes: StageSizes
  readonly #blocks: readonly WindowBlock[]
  readonly #norm: LayerNorm | undefined
  readonly #reduction: Linear | undefined

  constructor(at: Scope, sizes: StageSizes, depth: number, joins: boolean) {
    const { width, side, window } = sizes
    this.#sizes = sizes
    // one window as large as the grid is not rolled
    const shift = side > window ? Math.floor(window / 2) : 0
    this.#blocks = Array.from(
      { length: depth },
      (_, i) => new WindowBlock(at.at('blocks', i), sizes, i % 2 === 0 ? 0 : shift),
    )
    this.#norm = joins ? new LayerNorm(at.at('downsample', 'norm'), 4 * width, epsilon) : undefined
    this.#reduction = joins
      ? new Linear(at.at('downsample', 'reduction'), 4 * width, 2 * width, false)
      : undefined
  }

  forward(g: Graph, { x, order }: Grid): Grid {
    const { side } = this.#sizes
    let grid: Required<Grid> & { order: TokenOrder } = { x, order: order ?? rowOrder(side) }
    for (const block of this.#blocks) {
      grid = { x: block.forward(g, reordered(g, grid.x, grid.order, block.order)), order: block.order }
    }
    if (!this.#norm || !this.#reduction) {
      return { x: reordered(g, grid.x, grid.order, rowOrder(side)), order: null }
    }
    const half = rowOrder(side / 2)
    const quads = reordered(g, grid.x, grid.order, quadOrder(half, side / 2)) // [N, C], four by four
    const joined = this.#norm.forward(g, g.reshape(quads, [half.length, -1])) // [N / 4, 4C]
    return { x: this.#reduction.forward(g, joined), order: null }
  }
}

/** Attention within windows, whose scores depend on the distance of the tokens. */
class WindowBlock {
  readonly order: TokenOrder
  readonly #sizes: StageSizes
  readonly #shift: number
  readonly #block: Block
  readonly #biases: Parameter

  constructor(at: Scope, sizes: StageSizes, shift: number) {
    const { width, heads, side, window } = sizes
    this.order = windowOrder(side, window, shift)
    this.#sizes = sizes
    this.#shift = shift
    this.#block = new Block({
      heads,
      norm1: new LayerNorm(at.at('norm1'), width, epsilon),
      qkv: new Linear(at.at('attn', 'qkv'), width, 3 * width),
      out: new Linear(at.at('attn', 'proj'), width, width),
      norm2: new LayerNorm(at.at('norm2'), width, epsilon),
      up: new Linear(at.at('mlp', 'fc1'), width, mlpRatio * width),
      down: new Linear(at.at('mlp', 'fc2'), mlpRatio * width, width),
      activate: (g, x) => g.one('Gelu', [x], { approximate: 'none' }),
    })
    this.#biases = at.at('attn').parameter('relative_position_bias_table', [(2 * window - 1) ** 2, heads])
  }

  /** x [N, C] in this block's order → the same. */
  forward(g: Graph, x: Value): Value {
    const tokens = this.#sizes.window ** 2
    const windows = g.reshape(x, [-1, tokens, this.#sizes.width]) // [N / w², w², C]
    return g.reshape(this.#block.forward(g, windows, this.#scores(g)), x.shape)
  }

  /** What is added to the scores, [1 or N / w², heads, w², w²]. */
  #scores(g: Graph): Value {
    const { side, window, heads } = this.#sizes
    const tokens = window ** 2
    const pairs = g.gather(g.use(this.#biases), indices(g, distances(window))) // [w⁴, heads]
    const biases = g.reshape(g.transpose(pairs, [1, 0]), [1, heads, tokens, tokens])
    if (this.#shift === 0) return biases
    const parts = rolledParts(this.order, side, window, this.#shift)
    const mask = floatTensor([parts.length / tokens, 1, tokens, tokens])
    mask.data.forEach((_, i) => {
      const [start, pair] = [Math.floor(i / tokens ** 2) * tokens, i % tokens ** 2]
      const isNear = parts[start + Math.floor(pair / tokens)] === parts[start + (pair % tokens)]
      mask.data[i] = isNear ? 0 : apart
    })
    return g.add(biases, g.cast(g.constant(mask), biases.dtype))
  }
}

/** For each pair of a window's tokens, the row of the table of biases: their distance in rows, then in columns. */
function distances(window: number): readonly number[] {
  const tokens = rowOrder(window)
  const reach = window - 1
  return tokens.flatMap((a) =>
    tokens.map((b) => {
      const rows = Math.floor(a / window) - Math.floor(b / window)
      return (rows + reach) * (2 * window - 1) + (a % window) - (b % window) + reach
    }),
  )
}

function reordered(g: Graph, x: Value, from: TokenOrder, to: TokenOrder): Value {
  const places = placesIn(from, to)
  return places.every((place, i) => place === i) ? x : g.gather(x, indices(g, places))
}

const indices = (g: Graph, values: readonly number[]): Value =>
  g.constant(tensor('int64', [values.length], BigInt64Array.from(values, BigInt)))
