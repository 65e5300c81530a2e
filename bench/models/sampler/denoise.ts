// L tokens, C channels of a token, T latent frames
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'
import { type GuidanceOptions, type StepGuidance, stepGuidance } from './guidance.ts'

/**
 * What a prediction is conditioned on: prompt and reference; reference alone (with the negative prompt); neither (with
 * the negative prompt).
 */
export type Branch = 'full' | 'reference' | 'free'

/** The velocities of latents [1, L, C] at a time, one for each branch asked for, in that order. */
export type PredictBranches = (
  latents: FloatTensor,
  time: number,
  branches: readonly Branch[],
) => Promise<readonly FloatTensor[]>

/** Called before each step with what it starts from. */
export type OnStep = (step: number, latents: FloatTensor) => void

export interface GuidedOptions {
  /** Packed noise, [1, L, C]. */
  readonly noise: FloatTensor
  /** From 1 to 0, one more than steps. */
  readonly times: readonly number[]
  readonly latentFrames: number
  readonly guidance: GuidanceOptions
  /** Whether the latents are conditioned on a reference; without one two branches are the same. */
  readonly hasReference: boolean
  readonly predict: PredictBranches
  readonly onStep?: OnStep | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Integrates the flow by Euler's method under classifier-free guidance: free + image · (reference − free) + text ·
 * (full − reference). Branches whose weight is zero, or that equal another, are not computed.
 *
 * Source: Ho and Salimans 2022; Open-Sora 2.0 technical report, section 4.3; utils/sampling.py, I2VDenoiser.
 */
export async function denoiseGuided(options: GuidedOptions): Promise<FloatTensor> {
  const { times, latentFrames, guidance, hasReference, predict } = options
  let latents = options.noise
  for (let step = 0; step + 1 < times.length; step++) {
    options.signal?.throwIfAborted()
    options.onStep?.(step, latents)
    const strengths = stepGuidance(guidance, step, times.length, latentFrames)
    const branches = neededBranches(strengths, hasReference)
    const velocities = await predict(latents, times[step]!, branches)
    const byBranch = new Map(branches.map((branch, i) => [branch, velocities[i]!]))
    latents = advance(latents, guided(byBranch, strengths, latentFrames), times[step + 1]! - times[step]!)
  }
  return latents
}

/** Without a reference `free` is `reference`; a text strength of 1 without image guidance leaves only `full`. */
export function neededBranches({ text, image }: StepGuidance, hasReference: boolean): readonly Branch[] {
  const imageMatters = hasReference && image !== 1
  if (text === 1 && !imageMatters) return ['full']
  return imageMatters ? ['full', 'reference', 'free'] : ['full', 'reference']
}

function guided(
  velocities: ReadonlyMap<Branch, FloatTensor>,
  { text, image }: StepGuidance,
  latentFrames: number,
): FloatTensor {
  const full = velocities.get('full')!
  const reference = velocities.get('reference')
  if (!reference) return full
  const free = velocities.get('free') ?? reference
  const perFrame = full.data.length / latentFrames
  const textScale = Math.fround(text)
  const imageScale = (i: number) =>
    Math.fround(typeof image === 'number' ? image : image[Math.floor(i / perFrame)]!)
  const out = floatTensor(full.shape)
  for (let i = 0; i < out.data.length; i++) {
    const [c, u, base] = [full.data[i]!, reference.data[i]!, free.data[i]!]
    const withImage = Math.fround(base + Math.fround(imageScale(i) * Math.fround(u - base)))
    out.data[i] = withImage + Math.fround(textScale * Math.fround(c - u))
  }
  return out
}

/** One velocity of latents [1, L, C] at a time. */
export type Predict = (latents: FloatTensor, time: number) => Promise<FloatTensor>

/** Integrates the flow of a distilled network, which is told its guidance strength and needs one branch. */
export async function denoiseDistilled(options: {
  readonly noise: FloatTensor
  readonly times: readonly number[]
  readonly predict: Predict
  readonly onStep?: OnStep | undefined
  readonly signal?: AbortSignal | undefined
}): Promise<FloatTensor> {
  const { times, predict } = options
  let latents = options.noise
  for (let step = 0; step + 1 < times.length; step++) {
    options.signal?.throwIfAborted()
    options.onStep?.(step, latents)
    const velocity = await predict(latents, times[step]!)
    latents = advance(latents, velocity, times[step + 1]! - times[step]!)
  }
  return latents
}

function advance(latents: FloatTensor, velocity: FloatTensor, timeStep: number): FloatTensor {
  const scale = Math.fround(timeStep)
  const out = floatTensor(latents.shape)
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = latents.data[i]! + Math.fround(scale * velocity.data[i]!)
  }
  return out
}
