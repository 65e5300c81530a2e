/** One thing to make in the suite `autoencoder`. */
export interface AutoencoderWorkload {
  /** Such as `256px` (256² pixels) or `720p`. */
  readonly resolution: string
  /** Width to height. */
  readonly aspectRatio: string
  /** Of every variant alike, or by its id. */
  readonly frames: number | Readonly<Record<string, number>>
  readonly steps: number
  /** Predictions of one step: 2 for text guidance, 3 when a reference is guided as well, 1 for none. */
  readonly branches: number
}

/** Steps of one clip (Open-Sora, README, "Computational Efficiency": "All use number of steps 50"). */
const steps = 50
/** Text guidance without a reference (Open-Sora, utils/sampling.py, I2VDenoiser, whose third branch equals the second). */
const branches = 2
/** Upstream computes the third branch whether it counts or not (the same), and its published times hold it. */
const upstreamBranches = 3
/** Variants whose first frame has a latent of its own take one frame more. */
const both = (frames: number) => ({ '4x8x8': frames + 1, '4x32x32': frames })

/**
 * What is measured unless the settings say otherwise, in order of preference: as many as the budget holds. The first fits
 * into a few minutes on two cores with all its stages, of the second the transformer does. The last
 * two are those of Open-Sora 2.0's published times (README, "Computational Efficiency": 256×256 and 768×768).
 */
export const defaultWorkloads: readonly AutoencoderWorkload[] = [
  { resolution: '64px', aspectRatio: '1:1', frames: both(8), steps, branches },
  { resolution: '256px', aspectRatio: '1:1', frames: both(16), steps, branches },
  { resolution: '128px', aspectRatio: '1:1', frames: both(16), steps, branches },
  { resolution: '256px', aspectRatio: '1:1', frames: both(128), steps, branches: upstreamBranches },
  { resolution: '768px', aspectRatio: '1:1', frames: both(128), steps, branches: upstreamBranches },
]

/** Seconds that measuring may take unless the settings say otherwise: with everything around it, under 5 minutes. */
export const defaultBudgetSeconds = 200

/** Half the width of an interval over its median at which no more rounds are made. */
export const defaultPrecision = 0.02

export const autoencoderSuite = {
  id: 'autoencoder',
  title: 'Autoencoder profile: speed beside quality',
} as const
