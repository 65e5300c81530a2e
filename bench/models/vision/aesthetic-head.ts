// B images, D features
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import { Linear } from '../layers/linear.ts'
import { unitVectors } from './layers/unit-vectors.ts'

// VBench, aesthetic_quality.py: the predictor's scale of 10 becomes 1
const scale = 10

/** LAION's linear predictor of ratings on features of CLIP ViT-L/14 (LAION-AI/aesthetic-predictor). */
export class AestheticHead implements Network {
  readonly parameters: readonly Parameter[]
  readonly #linear: Linear

  constructor({ inFeatures }: { readonly inFeatures: number }) {
    const root = new Scope()
    this.#linear = new Linear(root, inFeatures, 1)
    this.parameters = root.parameters
  }

  /** Image features float32 [B, D] → the same at length 1, [B, D], and ratings, 1 for the predictor's 10, [B]. */
  async rate(run: Run, features: FloatTensor): Promise<{ normal: FloatTensor; ratings: FloatTensor }> {
    const { normal, ratings } = await run(
      {
        name: `aesthetic ${features.shape.join('x')}`,
        build: (g) => {
          const unit = unitVectors(g, g.input('features', 'float32', features.shape))
          g.output('normal', unit)
          g.output('ratings', g.squeeze(g.div(this.#linear.forward(g, unit), scale), 1))
        },
      },
      { features },
    )
    return { normal: normal as FloatTensor, ratings: ratings as FloatTensor }
  }
}
