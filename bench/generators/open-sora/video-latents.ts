// C channels, T frames, H height, W width of latents; L tokens
import { type Condition, type ConditionType, referenceCondition } from '../../models/sampler/condition.ts'
import { denoiseDistilled, denoiseGuided, type OnStep } from '../../models/sampler/denoise.ts'
import type { GuidanceOptions } from '../../models/sampler/guidance.ts'
import { type LatentGrid, pack, unpack } from '../../models/sampler/packing.ts'
import { schedule } from '../../models/sampler/schedule.ts'
import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'
import {
  branchPrediction,
  distilledPrediction,
  type RunnableMmdit,
  type TextEmbedding,
} from './prediction.ts'

interface FlowOptions {
  readonly mmdit: RunnableMmdit
  /** [1, C, T, H, W] */
  readonly noise: FloatTensor
  readonly steps: number
  readonly shift: boolean
  readonly flowShift?: number | undefined
  readonly onStep?: OnStep | undefined
  readonly signal?: AbortSignal | undefined
}

export interface VideoLatentOptions extends FlowOptions {
  readonly prompt: TextEmbedding
  readonly negative: TextEmbedding
  readonly guidance: GuidanceOptions
  readonly conditionType: ConditionType
  /** Latents [C, T', H, W] of the reference media, first to last; none for t2v. */
  readonly references: readonly FloatTensor[]
  readonly causal: boolean
}

/** Latents of a video, [1, C, T, H, W], and what led to them. */
export interface VideoLatents {
  readonly latents: FloatTensor
  /** Tokens after the last step, [1, L, C·P²]. */
  readonly packed: FloatTensor
  readonly times: readonly number[]
  readonly condition: Condition
}

/** Samples latents by the video model, before the references are put back in their places. */
export async function sampleVideoLatents(options: VideoLatentOptions): Promise<VideoLatents> {
  const { mmdit, noise, conditionType, references, guidance } = options
  const { patchSize } = mmdit.network.spec
  const grid = gridOf(noise)
  const media = references.length === 0 ? null : references
  const condition = referenceCondition(noise.shape, conditionType, [media], options.causal)
  const tokens = pack(joinChannels(condition.masks, condition.maskedReference), patchSize)
  const times = scheduleOf(options, grid)
  const packed = await denoiseGuided({
    noise: pack(noise, patchSize),
    times,
    latentFrames: grid.frames,
    // upstream scales along the frames only where pictures are the reference
    guidance: { ...guidance, temporalScaling: guidance.temporalScaling && conditionType.includes('i2v') },
    hasReference: condition.masks.data.some((value) => value !== 0),
    predict: branchPrediction(mmdit, options, tokens, grid),
    onStep: options.onStep,
    signal: options.signal,
  })
  return { latents: unpack(packed, grid, patchSize), packed, times, condition }
}

export interface ImageLatentOptions extends FlowOptions {
  readonly prompt: TextEmbedding
  readonly guidance: number
}

/** Samples latents by a distilled model, such as FLUX's of one image. */
export async function sampleImageLatents(
  options: ImageLatentOptions,
): Promise<Omit<VideoLatents, 'condition'>> {
  const { mmdit, noise, prompt, guidance } = options
  const { patchSize } = mmdit.network.spec
  const grid = gridOf(noise)
  const times = scheduleOf(options, grid)
  const packed = await denoiseDistilled({
    noise: pack(noise, patchSize),
    times,
    predict: distilledPrediction(mmdit, prompt, guidance, grid),
    onStep: options.onStep,
    signal: options.signal,
  })
  return { latents: unpack(packed, grid, patchSize), packed, times }
}

/**
 * Puts clean picture latents [C, T', H, W] back where they were given, in place. A video reference stays as sampled.
 *
 * Source: Open-Sora, utils/sampling.py, prepare_api.
 */
export function restoreReferences(
  latents: FloatTensor,
  type: ConditionType,
  references: readonly FloatTensor[],
): void {
  const frames = latents.shape[2]!
  const [first, last] = [references[0], references.at(-1)]
  if ((type === 'i2v_head' || type === 'i2v_loop') && first) placeFrame(latents, first, 0)
  if (type === 'i2v_tail' && first) placeFrame(latents, first, frames - 1)
  if (type === 'i2v_loop' && last) placeFrame(latents, last, frames - 1)
}

/** Sets one frame of [1, C, T, H, W] from [C, 1, H, W]. */
function placeFrame(latents: FloatTensor, { data }: FloatTensor, frame: number): void {
  const [, channels, frames, height, width] = latents.shape as [number, number, number, number, number]
  const plane = height * width
  for (let channel = 0; channel < channels; channel++) {
    const picture = data.subarray(channel * plane, (channel + 1) * plane)
    latents.data.set(picture, (channel * frames + frame) * plane)
  }
}

function scheduleOf({ mmdit, steps, shift, flowShift }: FlowOptions, grid: LatentGrid): number[] {
  const tokensPerFrame = (grid.height * grid.width) / mmdit.network.spec.patchSize ** 2
  return schedule({ steps, tokensPerFrame, latentFrames: grid.frames, shift, flowShift })
}

function gridOf({ shape }: FloatTensor): LatentGrid {
  const [, , frames, height, width] = shape as [number, number, number, number, number]
  return { frames, height, width }
}

/** [1, A, T, H, W] and [1, C, T, H, W] → [1, A + C, T, H, W]. */
function joinChannels(a: FloatTensor, b: FloatTensor): FloatTensor {
  const out = floatTensor(a.shape.with(1, a.shape[1]! + b.shape[1]!))
  out.data.set(a.data)
  out.data.set(b.data, a.data.length)
  return out
}
