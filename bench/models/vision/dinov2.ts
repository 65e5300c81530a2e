import { Dino, type DinoSpec } from './dino.ts'

// what training puts in the place of hidden patches (vision_transformer.py, mask_token)
const trainingToken = 'mask_token'

/**
 * DINOv2's vision transformer without registers: DINO's, whose branches are scaled channel by channel. Positions are
 * stored for 518 pixels and interpolated to the image's grid, for 224 pixels too.
 *
 * Source: Oquab et al. 2023; facebookresearch/dinov2, dinov2/models/vision_transformer.py and dinov2/hub/backbones.py.
 */
export class DinoV2 extends Dino {
  constructor(spec: DinoSpec) {
    super(spec, { layerScale: true })
  }

  isUnused(name: string): boolean {
    return name === trainingToken
  }
}
