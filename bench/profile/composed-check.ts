import type { MmditSpec } from '../models/mmdit/spec.ts'
import { mmditSpecs } from '../models/specs.ts'
import type { Provider } from '../onnx/engine/providers.ts'
import type { ComposedCheck } from '../records/autoencoder-result.ts'
import type { MeasuredTime } from '../records/profile.ts'
import { composedTime, quotientInterval } from './compose.ts'
import { type Group, type GroupPart, plannedPeak } from './group.ts'
import { planPart } from './part-plan.ts'
import type { Bounds } from './timing.ts'

/** A transformer that is small enough to run whole, so that composing it can be held against the truth. */
export interface CheckSize {
  readonly hiddenSize: number
  readonly depth: number
  readonly depthSingleBlocks: number
  readonly imageTokens: number
  readonly textTokens: number
}

/** From a tenth of a second to a few seconds on two cores; heads as wide, and depths in the same ratio, as the 11B model's. */
export const checkSizes: readonly CheckSize[] = [
  { hiddenSize: 512, depth: 2, depthSingleBlocks: 4, imageTokens: 256, textTokens: 128 },
  { hiddenSize: 1024, depth: 2, depthSingleBlocks: 4, imageTokens: 512, textTokens: 256 },
  { hiddenSize: 1536, depth: 3, depthSingleBlocks: 6, imageTokens: 512, textTokens: 512 },
]

/** How far a composed time may lie from the whole one. */
export const checkTolerance = 0.1

export const checkTitle = ({
  hiddenSize,
  depth,
  depthSingleBlocks,
  imageTokens,
  textTokens,
}: CheckSize): string =>
  `width ${hiddenSize}, ${depth} + ${depthSingleBlocks} blocks, ${imageTokens} + ${textTokens} tokens`

/** The whole network and its parts, timed in turns in one process. */
export async function checkGroup(size: CheckSize, provider: Provider): Promise<Group> {
  const spec = specOf(size)
  const { imageTokens, textTokens } = size
  const part = async (
    piece: 'whole' | 'ends' | 'double block' | 'single block',
    count: number,
  ): Promise<GroupPart> => {
    const part = { kind: 'mmdit', spec, sizes: { imageTokens, textTokens }, piece } as const
    return { name: piece, count, spec: part, plan: await planPart(part, provider) }
  }
  const parts = [
    await part('whole', 1),
    await part('ends', 1),
    await part('double block', size.depth),
    await part('single block', size.depthSingleBlocks),
  ]
  const member = { variant: checkTitle(size), parts, plannedBytes: plannedPeak(parts) }
  return { stage: 'denoise', workload: null, members: [member] }
}

/** Width of a head in every MMDiT that we know (Open-Sora, configs/diffusion/inference/256px.py: 3072 / 24). */
const headWidth = 128

const specOf = ({ hiddenSize, depth, depthSingleBlocks }: CheckSize): MmditSpec => ({
  ...mmditSpecs['open-sora-v2'],
  hiddenSize,
  numHeads: hiddenSize / headWidth,
  depth,
  depthSingleBlocks,
})

/** What the check says; null when a part was not timed. */
export function composedCheck(
  size: CheckSize,
  times: ReadonlyMap<string, MeasuredTime>,
): ComposedCheck | null {
  const [whole, ends, double, single] = ['whole', 'ends', 'double block', 'single block'].map((name) =>
    times.get(name),
  )
  if (!whole || !ends || !double || !single) return null
  const composed = composedTime([
    { name: 'ends', count: 1, time: ends },
    { name: 'double block', count: size.depth, time: double },
    { name: 'single block', count: size.depthSingleBlocks, time: single },
  ])
  const relative = (composed.seconds - whole.seconds) / whole.seconds
  return {
    title: checkTitle(size),
    hiddenSize: size.hiddenSize,
    doubleBlocks: size.depth,
    singleBlocks: size.depthSingleBlocks,
    imageTokens: size.imageTokens,
    textTokens: size.textTokens,
    whole,
    composed,
    relative,
    tolerance: checkTolerance,
    holds:
      scatter(whole.interval, composed.interval) > checkTolerance
        ? null
        : Math.abs(relative) <= checkTolerance,
  }
}

/** Half the width of the interval of their quotient; infinite without one. */
function scatter(whole: Bounds | null, composed: Bounds | null): number {
  if (!whole || !composed) return Number.POSITIVE_INFINITY
  const [low, high] = quotientInterval(composed, whole)
  return (high - low) / 2
}
