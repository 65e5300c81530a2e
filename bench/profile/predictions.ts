import { neededBranches } from '../models/sampler/denoise.ts'
import { type GuidanceOptions, stepGuidance } from '../models/sampler/guidance.ts'

/** How a sampler asks for predictions: `batch` of them in one forward pass, `passes` passes in all. */
export interface Passes {
  readonly batch: number
  readonly passes: number
}

/** Branches that upstream computes at every step, whatever their weight (Open-Sora, utils/sampling.py, I2VDenoiser). */
const upstreamBranches = 3

/** Passes of the upstream sampler: all three branches in one batch at every step. */
export const upstreamPasses = (steps: number): Passes => ({ batch: upstreamBranches, passes: steps })

export interface GuidedSampling {
  readonly steps: number
  readonly guidance: GuidanceOptions
  readonly hasReference: boolean
  readonly latentFrames: number
}

/** Passes of our sampler, which leaves out branches of weight zero and those that equal another; one prediction each. */
export function neededPasses({ steps, guidance, hasReference, latentFrames }: GuidedSampling): Passes {
  const branches = Array.from({ length: steps }, (_, step) =>
    neededBranches(stepGuidance(guidance, step, steps + 1, latentFrames), hasReference),
  )
  return { batch: 1, passes: branches.reduce((sum, each) => sum + each.length, 0) }
}
