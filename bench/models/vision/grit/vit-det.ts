// N = rows · columns patches, C width
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { Linear } from '../../layers/linear.ts'
import type { LayerNorm } from '../../layers/norm.ts'
import { timmNorm } from '../layers/block.ts'
import { PatchEmbedding } from '../layers/patch-embedding.ts'
import { interpolatePositions } from '../layers/position-grid.ts'
import { type Grid, relativeAttention } from './relative-attention.ts'
import type { GritSpec } from './spec.ts'
import { fromWindows, toWindows, windowsOf } from './windows.ts'

/** Pixels of a patch's side. */
export const patchSize = 16
/** Patches of a window's side. */
const windowSide = 14
/** Sides in patches of the images that positions were trained on: before, of 224 pixels; as a detector, of 1024. */
const [pretrainedSide, trainedSide] = [14, 64]
const mlpRatio = 4

/**
 * ViTDet's plain vision transformer: most blocks attend within windows, a few to the whole image, all with relative
 * positions. There is no norm at its end.
 *
 * Source: Li et al. 2022, "Exploring Plain Vision Transformer Backbones for Object Detection"; GRiT,
 * grit/modeling/backbone/vit.py, with the settings of build_vit_fpn_backbone.
 */
export class VitDet {
  readonly #positions: Parameter
  readonly #patches: PatchEmbedding
  readonly #blocks: readonly VitDetBlock[]

  constructor(at: Scope, { vitEmbedDim: width, vitDepth, vitHeads, windowBlockIndexes }: GritSpec) {
    this.#positions = at.parameter('pos_embed', [1, 1 + pretrainedSide ** 2, width])
    this.#patches = new PatchEmbedding(at.at('patch_embed', 'proj'), width, patchSize, { bias: true })
    this.#blocks = Array.from(
      { length: vitDepth },
      (_, i) => new VitDetBlock(at.at('blocks', i), width, vitHeads, windowBlockIndexes.includes(i)),
    )
  }

  /** Normalised pixels [1, 3, H, W], H and W multiples of the patch → patches' states [N, C]. */
  forward(g: Graph, pixels: Value, grid: Grid): Value {
    const [, positions] = g.split(g.squeeze(g.use(this.#positions), 0), [1, pretrainedSide ** 2], 0)
    const placed = interpolatePositions(g, positions!, pretrainedSide, grid, 0)
    let x = g.add(g.squeeze(this.#patches.forward(g, pixels), 0), placed)
    for (const block of this.#blocks) x = block.forward(g, x, grid)
    return x
  }
}

class VitDetBlock {
  readonly #heads: number
  readonly #isWindowed: boolean
  readonly #norm1: LayerNorm
  readonly #qkv: Linear
  readonly #vertical: Parameter
  readonly #horizontal: Parameter
  readonly #out: Linear
  readonly #norm2: LayerNorm
  readonly #up: Linear
  readonly #down: Linear

  constructor(at: Scope, width: number, heads: number, isWindowed: boolean) {
    const offsets = [2 * (isWindowed ? windowSide : trainedSide) - 1, width / heads]
    this.#heads = heads
    this.#isWindowed = isWindowed
    this.#norm1 = timmNorm(at.at('norm1'), width)
    this.#qkv = new Linear(at.at('attn', 'qkv'), width, 3 * width)
    this.#vertical = at.at('attn').parameter('rel_pos_h', offsets)
    this.#horizontal = at.at('attn').parameter('rel_pos_w', offsets)
    this.#out = new Linear(at.at('attn', 'proj'), width, width)
    this.#norm2 = timmNorm(at.at('norm2'), width)
    this.#up = new Linear(at.at('mlp', 'fc1'), width, mlpRatio * width)
    this.#down = new Linear(at.at('mlp', 'fc2'), mlpRatio * width, width)
  }

  /** x [N, C] → [N, C] */
  forward(g: Graph, x: Value, grid: Grid): Value {
    const normal = this.#norm1.forward(g, x)
    const mixed = this.#isWindowed ? this.#within(g, normal, grid) : this.#everywhere(g, normal, grid)
    const attended = g.add(x, this.#out.forward(g, mixed))
    const wide = g.one('Gelu', [this.#up.forward(g, this.#norm2.forward(g, attended))], {
      approximate: 'none',
    })
    return g.add(attended, this.#down.forward(g, wide))
  }

  #everywhere(g: Graph, x: Value, grid: Grid): Value {
    return g.squeeze(this.#attend(g, g.unsqueeze(this.#qkv.forward(g, x), 0), grid), 0)
  }

  /**
   * Upstream fills up the image before the projection to queries, keys and values; what is filled in is then the
   * projection's bias. Here the image is projected alone and the bias added to the whole.
   */
  #within(g: Graph, x: Value, grid: Grid): Value {
    const windows = windowsOf(grid, windowSide)
    const side = { rows: windowSide, columns: windowSide }
    if (!windows.isPadded) {
      return fromWindows(g, this.#attend(g, toWindows(g, this.#qkv.forward(g, x), windows), side), windows)
    }
    const projected = toWindows(g, g.linear(x, g.use(this.#qkv.weight)), windows) // [B, S², 3C]
    return fromWindows(g, this.#attend(g, g.add(projected, g.use(this.#qkv.bias!)), side), windows)
  }

  #attend(g: Graph, packed: Value, grid: Grid): Value {
    const [vertical, horizontal] = [g.use(this.#vertical), g.use(this.#horizontal)]
    return relativeAttention(g, packed, { heads: this.#heads, grid, vertical, horizontal })
  }
}
