/** Reconstruction as the authors published it. */
export interface PublishedQuality {
  readonly title: string
  /** The built-in variant that it is of; null for autoencoders that are only compared with. */
  readonly variant: '4x8x8' | '4x32x32' | null
  /** Pixels to one latent: frames × height × width. */
  readonly reduction: string
  readonly latentChannels: number
  /** Pixel values to one latent value. */
  readonly informationReduction: number
  readonly lpips: number
  readonly psnrDecibels: number
  readonly ssim: number
}

/** What is known of the conditions. Open-Sora 2.0 technical report, section 4.3.1: 256px; the clips are not named. */
export const publishedQualitySource =
  'Open-Sora 2.0 technical report, table 1 (256px; the clips are not named, so the numbers can be compared with one another only)'

/** Open-Sora 2.0 technical report, table 1. */
export const publishedQuality: readonly PublishedQuality[] = [
  {
    title: 'Open-Sora 1.2 VAE',
    variant: null,
    reduction: '4×8×8',
    latentChannels: 4,
    informationReduction: 192,
    lpips: 0.161,
    psnrDecibels: 27.504,
    ssim: 0.756,
  },
  {
    title: 'StepVideo VAE',
    variant: null,
    reduction: '8×16×16',
    latentChannels: 64,
    informationReduction: 96,
    lpips: 0.082,
    psnrDecibels: 28.719,
    ssim: 0.818,
  },
  {
    title: 'HunyuanVideo VAE',
    variant: '4x8x8',
    reduction: '4×8×8',
    latentChannels: 16,
    informationReduction: 48,
    lpips: 0.046,
    psnrDecibels: 30.24,
    ssim: 0.856,
  },
  {
    title: 'Video DC-AE, 128 channels',
    variant: '4x32x32',
    reduction: '4×32×32',
    latentChannels: 128,
    informationReduction: 96,
    lpips: 0.051,
    psnrDecibels: 30.538,
    ssim: 0.863,
  },
  {
    title: 'Video DC-AE, 256 channels',
    variant: null,
    reduction: '4×32×32',
    latentChannels: 256,
    informationReduction: 48,
    lpips: 0.049,
    psnrDecibels: 30.777,
    ssim: 0.872,
  },
]
