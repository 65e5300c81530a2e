import type { TimeRule } from '../../models/sampler/video-size.ts'

/** Facts of a released model that its pipeline needs. */
export interface Variant {
  /** File of the video model and of its autoencoder in upstream's folder. */
  readonly mmditFile: string
  readonly autoencoderFile: string
  readonly autoencoder: 'hunyuan' | 'dc-ae'
  /** Pixels on a side of one token: the autoencoder's factor times the patch. */
  readonly tokenPixels: number
  readonly timeRule: TimeRule
}

// Open-Sora, configs/diffusion/inference/256px.py and high_compression.py
export const variants = {
  'open-sora-v2': {
    mmditFile: 'Open_Sora_v2.safetensors',
    autoencoderFile: 'hunyuan_vae.safetensors',
    autoencoder: 'hunyuan',
    tokenPixels: 16,
    timeRule: { temporalReduction: 4, causal: true },
  },
  'open-sora-v2-dc-ae': {
    mmditFile: 'Open_Sora_v2_Video_DC_AE.safetensors',
    autoencoderFile: 'F32T4C128_AE.safetensors',
    autoencoder: 'dc-ae',
    tokenPixels: 32,
    // the configuration inherits is_causal_vae=True, which counts latent frames right for multiples of 4
    timeRule: { temporalReduction: 4, causal: true },
  },
} as const satisfies Record<string, Variant>

export type VariantId = keyof typeof variants
export const variantIds = Object.keys(variants) as [VariantId, ...VariantId[]]

/** Files that every variant shares (configs/diffusion/inference/256px.py, plugins/t2i2v.py). */
export const sharedFiles = {
  t5: 'google/t5-v1_1-xxl',
  clip: 'openai/clip-vit-large-patch14',
  flux: 'flux1-dev.safetensors',
  fluxAutoencoder: 'flux1-dev-ae.safetensors',
} as const

/** Ids of a text for either encoder (256px.py, max_length). */
export const textLengths = { t5: 512, clip: 77 } as const

/** Guidance that FLUX is told (Open-Sora, utils/inference.py, modify_option_to_t2i). */
export const fluxGuidance = 4
