// C channels, T frames, H height, W width
import { crop } from '../../models/autoencoder/volume.ts'
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'
import type { Networks } from './networks.ts'
import { type VariantId, variants } from './variant.ts'

/** The video autoencoder of a variant, with the tiling of its configuration. */
export interface VideoAutoencoder {
  /** Pixels [3, T, H, W] in [-1, 1] → latents [C, T', H', W']; the mode, so that a clip depends on its seed alone. */
  encode(pixels: FloatTensor): Promise<FloatTensor>
  /** Latents [1, C, T', H', W'] → video [1, 3, T, H, W], cut to the frames asked for. */
  decode(latents: FloatTensor, frames: number): Promise<FloatTensor>
}

// Open-Sora, configs/diffusion/inference/256px.py and high_compression.py, use_spatial_tiling and use_temporal_tiling
export const tilings = {
  hunyuan: { spatial: true, temporal: false },
  'dc-ae': { spatial: true, temporal: true },
} as const

export function videoAutoencoder(networks: Networks, variant: VariantId): VideoAutoencoder {
  const { autoencoder } = variants[variant]
  const tiling = tilings[autoencoder]
  const encode = (video: FloatTensor) =>
    autoencoder === 'hunyuan'
      ? networks.with('hunyuan', async ({ network, run }) =>
          network.latent(await network.posterior(run, video, tiling)),
        )
      : networks.with('dcAutoencoder', ({ network, run }) => network.encode(run, video, tiling))
  const decode = (latents: FloatTensor) =>
    autoencoder === 'hunyuan'
      ? networks.with('hunyuan', ({ network, run }) => network.decode(run, latents, tiling))
      : networks.with('dcAutoencoder', ({ network, run }) => network.decode(run, latents, tiling))
  return {
    async encode({ shape, data }) {
      const latents = await encode(floatTensor([1, ...shape], data))
      return floatTensor(latents.shape.slice(1), latents.data)
    },
    decode: async (latents, frames) => crop(await decode(latents), 2, 0, frames),
  }
}
