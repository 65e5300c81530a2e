// B images, C width
import type { Graph } from '../../onnx/graph/graph.ts'
import { type Parameter, Scope } from '../../onnx/graph/module.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { Value } from '../../onnx/graph/value.ts'
import type { FloatTensor } from '../../tensor/tensor.ts'
import { type VitForm, type VitSpec, VitTrunk } from './layers/vit-trunk.ts'

export type DinoSpec = VitSpec

/**
 * DINO's vision transformer on images of any size: positions are interpolated to the image's grid of patches.
 *
 * Source: Caron et al. 2021; facebookresearch/dino, vision_transformer.py.
 */
export class Dino implements Network {
  readonly spec: DinoSpec
  readonly parameters: readonly Parameter[]
  readonly #trunk: VitTrunk

  constructor(spec: DinoSpec, form: VitForm = {}) {
    const root = new Scope()
    this.spec = spec
    this.#trunk = new VitTrunk(root, spec, form)
    this.parameters = root.parameters
  }

  /** Normalised pixels [B, 3, H, W] → the class token's state [B, C]. */
  forward(g: Graph, pixels: Value): Value {
    return this.#trunk.state(g, pixels)
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
}
