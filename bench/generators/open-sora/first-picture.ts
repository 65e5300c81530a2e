import { frameBytes } from '../../models/sampler/frame-bytes.ts'
import { latentGrid } from '../../models/sampler/video-size.ts'
import { resizePillow } from '../../video/resize/pillow.ts'
import { drawClipNoise } from './clip-noise.ts'
import { pictureSize } from './clip-size.ts'
import type { Networks } from './networks.ts'
import type { OpenSoraOptions } from './options.ts'
import type { TextEmbedding } from './prediction.ts'
import type { Picture } from './reference-pixels.ts'
import { fluxGuidance, variants } from './variant.ts'
import { sampleImageLatents } from './video-latents.ts'

/**
 * The first picture of t2i2v, made by FLUX from the plain prompt, in the size that upstream's PNG file has.
 *
 * Upstream lays FLUX's latents out for the video autoencoder's factor, so that with 4×32×32 the picture has half the
 * named resolution on each side; kept, because the video follows from it.
 *
 * Source: Open-Sora, scripts/diffusion/inference.py and utils/inference.py (modify_option_to_t2i, process_and_save).
 */
export async function makeFirstPicture(
  networks: Networks,
  options: OpenSoraOptions,
  prompt: TextEmbedding,
  seed: number,
  signal: AbortSignal,
): Promise<Picture> {
  const { tokenPixels } = variants[options.variant]
  const { steps, shift, flowShift } = options
  const { made, saved } = pictureSize(options)
  const latents = await networks.with('flux', async (mmdit) => {
    const { inChannels, patchSize } = mmdit.network.spec
    const grid = latentGrid(made, 1, { tokenPixels, patch: patchSize })
    const noise = drawClipNoise(
      seed,
      [1, inChannels / patchSize ** 2, 1, grid.height, grid.width],
      options.noise,
    )
    const sampled = await sampleImageLatents({
      mmdit,
      noise,
      steps,
      shift,
      flowShift,
      prompt,
      guidance: fluxGuidance,
      signal,
    })
    return sampled.latents
  })
  const video = await networks.with('fluxAutoencoder', ({ network, run }) => network.decode(run, latents))
  const picture = frameBytes(video)
  if (saved === made) return picture
  return { ...saved, data: resizePillow(picture.data, 3, picture, saved, 'bilinear') }
}
