// B images or texts, N patches, L tokens, C width, D features
import type { Graph } from '../../../onnx/graph/graph.ts'
import type { Parameter, Scope } from '../../../onnx/graph/module.ts'
import type { Value } from '../../../onnx/graph/value.ts'
import { causalMask } from '../../layers/causal-mask.ts'
import { Embedding } from '../../layers/embedding.ts'
import type { LayerNorm } from '../../layers/norm.ts'
import { type Block, clipBlock, clipNorm } from './block.ts'
import { PatchEmbedding } from './patch-embedding.ts'

export interface TowerSpec {
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly features: number
}

export interface ImageTowerSpec extends TowerSpec {
  readonly patchSize: number
  readonly imageSize: number
  /** Frames of a video, whose patches attend to each other; without it, every image stands alone. */
  readonly frames?: number
}

export interface TextTowerSpec extends TowerSpec {
  readonly vocabSize: number
  readonly contextLength: number
}

/** CLIP's image tower, and ViCLIP's form of it for the frames of one video, with OpenAI's names. */
export class ImageTower {
  readonly #spec: ImageTowerSpec
  readonly #class: Parameter
  readonly #positions: Parameter
  readonly #times: Parameter | undefined
  readonly #projection: Parameter
  readonly #patches: PatchEmbedding
  readonly #before: LayerNorm
  readonly #blocks: readonly Block[]
  readonly #after: LayerNorm

  constructor(at: Scope, spec: ImageTowerSpec) {
    const { width, patchSize, imageSize, frames, features } = spec
    const video = frames !== undefined
    this.#spec = spec
    this.#class = at.parameter('class_embedding', [width])
    this.#positions = at.parameter('positional_embedding', [
      1 + Math.floor(imageSize / patchSize) ** 2,
      width,
    ])
    this.#times = video ? at.parameter('temporal_positional_embedding', [1, frames, width]) : undefined
    this.#projection = at.parameter('proj', [width, features])
    this.#patches = new PatchEmbedding(at.at('conv1'), width, patchSize, { bias: false, video })
    this.#before = clipNorm(at.at('ln_pre'), width)
    this.#blocks = blocks(at, spec)
    this.#after = clipNorm(at.at('ln_post'), width)
  }

  /** Normalised pixels [B, 3, S, S] → features [B, D]; of a video's frames [T, 3, S, S] → [1, D]. */
  forward(g: Graph, pixels: Value): Value {
    const patches = this.#patches.forward(g, pixels) // [B, N, C]
    let x = this.#before.forward(g, this.#times ? this.#joined(g, patches) : this.#single(g, patches))
    for (const block of this.#blocks) x = block.forward(g, x)
    const first = this.#after.forward(g, g.take(x, 1, 0)) // [B, C]
    return g.matMul(first, g.use(this.#projection))
  }

  /** One sequence for each image, [B, 1 + N, C]. */
  #single(g: Graph, patches: Value): Value {
    const { width } = this.#spec
    const first = g.expand(g.reshape(g.use(this.#class), [1, 1, width]), [patches.shape[0]!, 1, width])
    return g.add(g.concat([first, patches], 1), g.use(this.#positions))
  }

  /** One sequence for all frames, patch by patch and there frame by frame, [1, 1 + N·T, C]. */
  #joined(g: Graph, patches: Value): Value {
    const { width } = this.#spec
    const [frames, count] = patches.shape as readonly [number, number]
    const [place, places] = g.split(g.use(this.#positions), [1, count], 0) as [Value, Value]
    const first = g.add(g.reshape(g.use(this.#class), [1, width]), place) // [1, C]
    const byPatch = g.transpose(g.add(patches, places), [1, 0, 2]) // [N, T, C]
    const timed = g.reshape(g.add(byPatch, g.use(this.#times!)), [1, count * frames, width])
    return g.concat([g.unsqueeze(first, 0), timed], 1)
  }
}

/** CLIP's text tower with OpenAI's names: features of the end-of-text token, whose id is the highest. */
export class TextTower {
  readonly #spec: TextTowerSpec
  readonly #tokens: Embedding
  readonly #positions: Parameter
  readonly #projection: Parameter
  readonly #blocks: readonly Block[]
  readonly #norm: LayerNorm

  constructor(at: Scope, spec: TextTowerSpec) {
    const { width, vocabSize, contextLength, features } = spec
    this.#spec = spec
    this.#tokens = new Embedding(at.at('token_embedding'), vocabSize, width)
    this.#positions = at.parameter('positional_embedding', [contextLength, width])
    this.#projection = at.parameter('text_projection', [width, features])
    this.#blocks = blocks(at, spec)
    this.#norm = clipNorm(at.at('ln_final'), width)
  }

  /** ids int64 [B, L], L the context's length → features [B, D]. */
  forward(g: Graph, ids: Value): Value {
    const [batch, length] = ids.shape as readonly [number, number]
    const mask = causalMask(g, length) // [1, 1, L, L]
    let x = g.add(this.#tokens.forward(g, ids), g.use(this.#positions)) // [B, L, C]
    for (const block of this.#blocks) x = block.forward(g, x, mask)
    const end = g.one('ArgMax', [ids], { axis: 1, keepdims: 1, select_last_index: 0 }) // [B, 1]
    const type = { dtype: x.dtype, shape: [batch, this.#spec.width] }
    const state = g.one('GatherND', [x, end], { batch_dims: 1 }, type) // [B, C]
    return g.matMul(this.#norm.forward(g, state), g.use(this.#projection))
  }
}

function blocks(at: Scope, { layers, width, heads }: TowerSpec): readonly Block[] {
  return Array.from({ length: layers }, (_, i) =>
    clipBlock(at.at('transformer', 'resblocks', i), width, heads),
  )
}
