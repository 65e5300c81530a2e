import { elementCount } from '../../tensor/tensor.ts'

// red, green, blue
const pixelChannels = 3

/** How much an autoencoder keeps. */
export interface InformationDensity {
  /** Values of the latents over values of the pixels (red, green and blue each count). */
  readonly valuesPerPixelValue: number
  /** Its inverse: the "information downsample ratio" of the Open-Sora 2.0 technical report, table 1. */
  readonly reduction: number
}

/**
 * Density of a latent [1, C, T', H', W'] of a video of `frames` frames. Of long videos it is C over 3 times the
 * reduction; a short one of a causal autoencoder keeps more, because its first frame stands alone.
 */
export function informationDensity(
  latentShape: readonly number[],
  { frames, height, width }: { readonly frames: number; readonly height: number; readonly width: number },
): InformationDensity {
  const latents = elementCount(latentShape)
  const pixels = pixelChannels * frames * height * width
  return { valuesPerPixelValue: latents / pixels, reduction: pixels / latents }
}
