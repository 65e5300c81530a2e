import { DcAutoencoder } from '../../models/autoencoder/dc-autoencoder.ts'
import { HunyuanAutoencoder } from '../../models/autoencoder/hunyuan-autoencoder.ts'
import type { Tiling } from '../../models/autoencoder/tiling.ts'
import type { Network, Run } from '../../onnx/graph/program.ts'
import type { AutoencoderSpec } from '../variants.ts'
import type { ReconstructingAutoencoder } from './reconstruct.ts'

/** A built-in autoencoder, not yet on weights. */
export interface VariantAutoencoder {
  readonly network: Network
  /** Encodes to the mode of the posterior, so that a reconstruction holds no noise. */
  on(run: Run, tiling: Tiling): ReconstructingAutoencoder
}

export function variantAutoencoder({ kind, spec }: AutoencoderSpec): VariantAutoencoder {
  if (kind === 'hunyuan') {
    const network = new HunyuanAutoencoder(spec)
    return {
      network,
      on: (run, tiling) => ({
        encode: async (video) => network.latent(await network.posterior(run, video, tiling)),
        decode: (latents) => network.decode(run, latents, tiling),
      }),
    }
  }
  const network = new DcAutoencoder(spec)
  return {
    network,
    on: (run, tiling) => ({
      encode: (video) => network.encode(run, video, tiling),
      decode: (latents) => network.decode(run, latents, tiling),
    }),
  }
}
