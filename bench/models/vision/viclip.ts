// T frames, N texts, L tokens, D features
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { FloatTensor, Tensor } from '../../tensor/tensor.ts'
import { ImageTower, TextTower, type TowerSpec } from './layers/clip-tower.ts'

export interface ViclipSpec {
  readonly vision: Omit<TowerSpec, 'features'> & { readonly patch: number }
  readonly text: Omit<TowerSpec, 'features'>
  readonly embedDim: number
  /** Tokens of a text. */
  readonly maxTxtL: number
  readonly numFrames: number
}

// VBench, third_party/ViCLIP/viclip.py: side of a frame in pixels, and CLIP's vocabulary
export const viclipSide = 224
const vocabSize = 49_408

/**
 * ViCLIP: videos and texts in one space. The patches of all frames attend to each other.
 *
 * Source: Wang et al. 2024 (InternVid); OpenGVLab/InternVideo, viclip.py.
 */
export class Viclip implements Network {
  /** Tokens of a text. */
  readonly textLength: number
  readonly parameters: readonly Parameter[]
  readonly #videos: ImageTower
  readonly #texts: TextTower

  constructor({ vision, text, embedDim: features, maxTxtL, numFrames }: ViclipSpec) {
    const root = new Scope()
    const { patch: patchSize, ...visionSizes } = vision
    this.#videos = new ImageTower(root.at('vision_encoder'), {
      ...visionSizes,
      features,
      patchSize,
      imageSize: viclipSide,
      frames: numFrames,
    })
    this.#texts = new TextTower(root.at('text_encoder'), {
      ...text,
      features,
      vocabSize,
      contextLength: maxTxtL,
    })
    this.textLength = maxTxtL
    this.parameters = root.parameters
  }

  /** The temperature of the training's loss. */
  isUnused(name: string): boolean {
    return name === 'temp'
  }

  /** Normalised pixels of one video's frames float32 [T, 3, 224, 224] → features float32 [1, D], of any length. */
  async embedVideo(run: Run, pixels: FloatTensor): Promise<FloatTensor> {
    const { features } = await run(
      {
        name: `viclip video ${pixels.shape.join('x')}`,
        build: (g) => {
          g.output('features', this.#videos.forward(g, g.input('pixels', 'float32', pixels.shape)))
        },
      },
      { pixels },
    )
    return features as FloatTensor
  }

  /** Token ids int64 [N, L] → features float32 [N, D], of any length. */
  async embedTexts(run: Run, ids: Tensor<'int64'>): Promise<FloatTensor> {
    const { features } = await run(
      {
        name: `viclip texts ${ids.shape.join('x')}`,
        build: (g) => {
          g.output('features', this.#texts.forward(g, g.input('ids', 'int64', ids.shape)))
        },
      },
      { ids },
    )
    return features as FloatTensor
  }
}
