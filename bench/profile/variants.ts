import type { DcSpec } from '../models/autoencoder/dc-spec.ts'
import type { HunyuanSpec } from '../models/autoencoder/hunyuan-spec.ts'
import type { Tiling } from '../models/autoencoder/tiling.ts'
import type { MmditSpec } from '../models/mmdit/spec.ts'
import type { TimeRule } from '../models/sampler/video-size.ts'
import { dcSpec, hunyuanSpec, mmditSpecs } from '../models/specs.ts'

export type AutoencoderSpec =
  | { readonly kind: 'hunyuan'; readonly spec: HunyuanSpec }
  | { readonly kind: 'dc-ae'; readonly spec: DcSpec }

/** An autoencoder with the transformer that was trained on its latents. */
export interface ProfileVariant {
  readonly title: string
  readonly autoencoder: AutoencoderSpec
  readonly mmdit: MmditSpec
  /** Pixels on a side of one token: the autoencoder's factor times the patch. */
  readonly tokenPixels: number
  readonly timeRule: TimeRule
  readonly tiling: Tiling
}

/** Every variant that the suite compares. */
export const profileVariants = {
  // Open-Sora, configs/diffusion/inference/256px.py, model and ae
  '4x8x8': {
    title: 'HunyuanVideo VAE 4×8×8, patch 2',
    autoencoder: { kind: 'hunyuan', spec: hunyuanSpec },
    mmdit: mmditSpecs['open-sora-v2'],
    tokenPixels: 16,
    timeRule: { temporalReduction: 4, causal: true },
    tiling: { spatial: true, temporal: false },
  },
  // Open-Sora, configs/diffusion/inference/high_compression.py, model and ae
  '4x32x32': {
    title: 'Video DC-AE 4×32×32, patch 1',
    autoencoder: { kind: 'dc-ae', spec: dcSpec },
    mmdit: mmditSpecs['open-sora-v2-dc-ae'],
    tokenPixels: 32,
    timeRule: { temporalReduction: 4, causal: false },
    tiling: { spatial: true, temporal: true },
  },
} as const satisfies Record<string, ProfileVariant>

export type ProfileVariantId = keyof typeof profileVariants
