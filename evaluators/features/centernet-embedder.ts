import type { GraphModel } from '@tensorflow/tfjs-converter'
import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import type { RgbFrame } from '../../bench/video/contract.ts'
import type { Backbone, BackboneSession, FeatureStream } from '../contract.ts'
import { centernetNodes, centernetWeights, loadCenternet } from './centernet.ts'
import { FrameReducer } from './frame-reducer.ts'
import { guarded, loadOpenCv, type Mat, type OpenCv } from './opencv.ts'
import { poolGrid } from './pooling.ts'

type Role = 'subject-embedder' | 'background-embedder'

/**
 * Input side. Source: MobileNetV3's own (Howard et al., ICCV 2019), and what upstream gives its embedders. The trunk
 * is convolution only, so the size changes no meaning; it costs a fifth of the detector's 512.
 */
const side = 224

/**
 * Embeds every frame by the trunk of the COCO detector, at the stage with 14×14 cells: on clips with a still camera
 * its scores lie half as far from 1, against those of clips that change, as the last stage's do (docs/scoring.md).
 * It runs apart from the detector, which looks at 16 frames at
 * 512 pixels: one shared execution would make every frame as dear as those 16.
 */
export const centernetEmbedder: Backbone<Role> = {
  id: 'centernet-embedder',
  roles: ['subject-embedder', 'background-embedder'],
  title: 'MobileNetV3 trunk of CenterNet',
  version: 1,
  frames: { kind: 'all' },
  minFrames: 2,
  weights: centernetWeights,
  options: { side, node: centernetNodes.trunk },
  open: async (context) => new EmbedderSession(await loadOpenCv(), await loadCenternet(context, side)),
}

class EmbedderSession implements BackboneSession<Role> {
  readonly #cv: OpenCv
  readonly #model: GraphModel
  readonly #reducer: FrameReducer
  readonly #rgb: Mat

  constructor(cv: OpenCv, model: GraphModel) {
    this.#cv = cv
    this.#model = model
    this.#reducer = new FrameReducer(cv)
    this.#rgb = new cv.Mat()
  }

  begin(): FeatureStream<Role> {
    const subject: Float32Array[] = []
    const background: Float32Array[] = []
    return {
      push: async (frame) => {
        const features = this.#trunk(frame)
        const channels = features.shape.at(-1) as number
        const pooled = poolGrid((await features.data()) as Float32Array, channels)
        features.dispose()
        subject.push(pooled.subject)
        background.push(pooled.background)
      },
      finish: () => ({
        'subject-embedder': { embeddings: subject },
        'background-embedder': { embeddings: background },
      }),
    }
  }

  /** 1×14×14×88. */
  #trunk(frame: RgbFrame): Tensor {
    guarded(this.#cv, () => this.#reducer.reduce(frame, { width: side, height: side }, this.#rgb))
    return tidy(() => {
      const input = tensor(Float32Array.from(this.#rgb.data), [1, side, side, 3])
      return this.#model.execute({ [centernetNodes.input]: input }, centernetNodes.trunk) as Tensor
    })
  }

  close(): void {
    this.#reducer.close()
    this.#rgb.delete()
    this.#model.dispose()
  }
}
