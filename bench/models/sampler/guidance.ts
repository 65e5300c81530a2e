import { linspace } from './schedule.ts'

/** Strengths of classifier-free guidance and how they change over the steps. */
export interface GuidanceOptions {
  readonly text: number
  readonly image: number
  /** Whether the text's strength alternates with 1 in the later steps. */
  readonly textOscillation: boolean
  readonly imageOscillation: boolean
  /** Whether the image's strength grows along the frames and fades over the steps. */
  readonly temporalScaling: boolean
}

/** Steps before which guidance does not oscillate (Open-Sora, utils/sampling.py, get_oscillation_gs). */
const steadySteps = 10

/** The strength at a step: the full one at first, then 1 at every odd step. */
export function oscillatingGuidance(scale: number, step: number, steady = steadySteps): number {
  return step < steady || step % 2 === 0 ? scale : 1
}

/** Strengths of one step. The image's is one number, or one for each latent frame. */
export interface StepGuidance {
  readonly text: number
  readonly image: number | readonly number[]
}

/**
 * Strengths at a step of a schedule with `timeCount` times (one more than steps).
 *
 * Source: Open-Sora 2.0 technical report, section 4.3; utils/sampling.py, I2VDenoiser.denoise.
 */
export function stepGuidance(
  options: GuidanceOptions,
  step: number,
  timeCount: number,
  latentFrames: number,
): StepGuidance {
  const text = options.textOscillation ? oscillatingGuidance(options.text, step) : options.text
  const image = options.imageOscillation ? oscillatingGuidance(options.image, step) : options.image
  if (!options.temporalScaling || image <= 1) return { text, image }
  const upper = linspace(image, 1, timeCount)[step]!
  return { text, image: linspace(1, upper, latentFrames) }
}
