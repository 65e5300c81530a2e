// B images, T texts, L tokens, D features
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { FloatTensor, Tensor } from '../../tensor/tensor.ts'
import { ImageTower, TextTower } from './layers/clip-tower.ts'
import { unitVectors } from './layers/unit-vectors.ts'

/** OpenAI's names for CLIP's sizes. */
export interface ClipSpec {
  readonly embedDim: number
  readonly imageResolution: number
  readonly visionLayers: number
  readonly visionWidth: number
  readonly visionPatchSize: number
  readonly visionHeads: number
  readonly contextLength: number
  readonly vocabSize: number
  readonly transformerWidth: number
  readonly transformerHeads: number
  readonly transformerLayers: number
}

// sizes that OpenAI's archives store as tensors
const storedSizes = ['input_resolution', 'context_length', 'vocab_size']
// what each block of the text tower holds as an attribute, which TorchScript may store (clip/model.py, attn_mask)
const causalMask = /^transformer\.resblocks\.\d+\.attn_mask$/

/**
 * CLIP with a vision transformer: images and texts in one space. Weights have OpenAI's names.
 *
 * Source: Radford et al. 2021; openai/CLIP, clip/model.py.
 */
export class Clip implements Network {
  readonly spec: ClipSpec
  readonly parameters: readonly Parameter[]
  readonly #images: ImageTower
  readonly #texts: TextTower
  readonly #logitScale: Parameter

  constructor(spec: ClipSpec) {
    const root = new Scope()
    this.spec = spec
    this.#logitScale = root.parameter('logit_scale', [])
    this.#images = new ImageTower(root.at('visual'), {
      width: spec.visionWidth,
      layers: spec.visionLayers,
      heads: spec.visionHeads,
      features: spec.embedDim,
      patchSize: spec.visionPatchSize,
      imageSize: spec.imageResolution,
    })
    this.#texts = new TextTower(root, {
      width: spec.transformerWidth,
      layers: spec.transformerLayers,
      heads: spec.transformerHeads,
      features: spec.embedDim,
      vocabSize: spec.vocabSize,
      contextLength: spec.contextLength,
    })
    this.parameters = root.parameters
  }

  isUnused(name: string): boolean {
    return storedSizes.includes(name) || causalMask.test(name)
  }

  /** Normalised pixels float32 [B, 3, S, S] → features float32 [B, D], of any length. */
  async embedImages(run: Run, pixels: FloatTensor): Promise<FloatTensor> {
    const { features } = await run(
      {
        name: `clip images ${pixels.shape.join('x')}`,
        build: (g) => {
          g.output('features', this.#images.forward(g, g.input('pixels', 'float32', pixels.shape)))
        },
      },
      { pixels },
    )
    return features as FloatTensor
  }

  /** Token ids int64 [T, L] → features float32 [T, D], of any length. */
  async embedTexts(run: Run, ids: Tensor<'int64'>): Promise<FloatTensor> {
    const { features } = await run(
      {
        name: `clip texts ${ids.shape.join('x')}`,
        build: (g) => g.output('features', this.#texts.forward(g, g.input('ids', 'int64', ids.shape))),
      },
      { ids },
    )
    return features as FloatTensor
  }

  /** What `logits` multiplies cosines by: the exponential of the learned scale. */
  async logitScale(run: Run): Promise<number> {
    const { scale } = await run(
      { name: 'clip scale', build: (g) => g.output('scale', g.unary('Exp', g.use(this.#logitScale))) },
      {},
    )
    return (scale as FloatTensor).data[0]!
  }

  /** Features [B, D] and [T, D] → cosines times the learned scale, [B, T]. */
  async logits(run: Run, images: FloatTensor, texts: FloatTensor): Promise<FloatTensor> {
    const { logits } = await run(
      {
        name: `clip logits ${images.shape.join('x')} ${texts.shape.join('x')}`,
        build: (g) => {
          const rows = unitVectors(g, g.input('images', 'float32', images.shape))
          const columns = unitVectors(g, g.input('texts', 'float32', texts.shape))
          const cosines = g.matMul(rows, g.transpose(columns, [1, 0]))
          g.output('logits', g.mul(cosines, g.unary('Exp', g.use(this.#logitScale))))
        },
      },
      { images, texts },
    )
    return logits as FloatTensor
  }
}
