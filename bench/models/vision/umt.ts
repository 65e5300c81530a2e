// B clips, T frames, L = T·h·w tokens, C width
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import { Linear } from '../layers/linear.ts'
import type { LayerNorm } from '../layers/norm.ts'
import { type Block, timmBlock, timmNorm } from './layers/block.ts'
import { PatchEmbedding } from './layers/patch-embedding.ts'
import { sinusoidPositions } from './layers/sinusoid-positions.ts'

export interface UmtSpec {
  readonly embedDim: number
  readonly depth: number
  readonly numHeads: number
  readonly numClasses: number
  readonly imgSize: number
  readonly patchSize: number
  readonly allFrames: number
  readonly mlpRatio: number
  /** Whether the checkpoint holds the positions; they are computed otherwise, which is for 14×14 patches only. */
  readonly storedPositions?: boolean
}

/**
 * UMT's video transformer with its classifier: all frames' patches attend to each other, and the mean over tokens is
 * classified.
 *
 * Source: Li et al. 2023; OpenGVLab/unmasked_teacher, modeling_finetune.py.
 */
export class Umt implements Network {
  readonly spec: UmtSpec
  readonly parameters: readonly Parameter[]
  readonly #positions: Parameter | undefined
  readonly #patches: PatchEmbedding
  readonly #blocks: readonly Block[]
  readonly #norm: LayerNorm
  readonly #head: Linear

  constructor(spec: UmtSpec) {
    const root = new Scope()
    const { embedDim: width, patchSize, numHeads: heads, mlpRatio, storedPositions = true } = spec
    const tokens = spec.allFrames * Math.floor(spec.imgSize / patchSize) ** 2
    this.spec = spec
    this.#positions = storedPositions ? root.parameter('pos_embed', [1, tokens, width]) : undefined
    this.#patches = new PatchEmbedding(root.at('patch_embed', 'proj'), width, patchSize, {
      bias: true,
      video: true,
    })
    this.#blocks = Array.from({ length: spec.depth }, (_, i) =>
      timmBlock(root.at('blocks', i), width, { heads, mlpRatio, packedBias: false }),
    )
    this.#norm = timmNorm(root.at('fc_norm'), width)
    this.#head = new Linear(root.at('head'), width, spec.numClasses)
    this.parameters = root.parameters
  }

  /** Upstream loads with strict=False: what else a checkpoint holds is left out; nothing may be missing. */
  isUnused(): boolean {
    return true
  }

  /** Normalised pixels [B, 3, T, S, S] → logits [B, classes]. */
  forward(g: Graph, pixels: Value): Value {
    const [batch, , frames, height, width] = pixels.shape as readonly number[]
    const images = g.reshape(g.transpose(pixels, [0, 2, 1, 3, 4]), [batch! * frames!, 3, height!, width!])
    const patches = g.reshape(this.#patches.forward(g, images), [batch!, -1, this.spec.embedDim]) // [B, L, C]
    let x = g.add(patches, this.#placed(g))
    for (const block of this.#blocks) x = block.forward(g, x)
    return this.#head.forward(g, this.#norm.forward(g, g.squeeze(g.mean(x, [1]), 1)))
  }

  /** Normalised pixels float32 [B, 3, T, S, S] → logits float32 [B, classes]. */
  async classify(run: Run, pixels: FloatTensor): Promise<FloatTensor> {
    const { logits } = await run(
      {
        name: `umt ${pixels.shape.join('x')}`,
        build: (g) => g.output('logits', this.forward(g, g.input('pixels', 'float32', pixels.shape))),
      },
      { pixels },
    )
    return logits as FloatTensor
  }

  #placed(g: Graph): Value {
    if (this.#positions) return g.use(this.#positions)
    return g.constant(sinusoidPositions(this.spec.allFrames, this.spec.embedDim))
  }
}
