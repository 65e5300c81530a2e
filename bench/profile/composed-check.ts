import type { MmditSpec } from '../models/mmdit/spec.ts'
import { mmditSpecs } from '../models/specs.ts'
import type { Provider } from '../onnx/engine/providers.ts'
import type { ComposedCheck } from '../records/autoencoder-result.ts'
import type { ComposedTime, MeasuredTime } from '../records/profile.ts'
import { composedTime } from './compose.ts'
import { type Group, type GroupPart, plannedPeak } from './group.ts'
import { planPart } from './part-plan.ts'
import { type Bounds, medianInterval, quantileOf } from './timing.ts'

/** A transformer that is small enough to run whole, so that composing it can be held against the truth. */
export interface CheckSize {
  readonly hiddenSize: number
  readonly depth: number
  readonly depthSingleBlocks: number
  readonly imageTokens: number
  readonly textTokens: number
}

/**
 * From half a second to a few seconds on two cores: what is shorter, a clock and another process disturb by more than the
 * tolerance. Heads as wide, and depths in the same ratio, as the 11B model's.
 */
export const checkSizes: readonly CheckSize[] = [
  { hiddenSize: 768, depth: 2, depthSingleBlocks: 4, imageTokens: 512, textTokens: 256 },
  { hiddenSize: 1024, depth: 2, depthSingleBlocks: 4, imageTokens: 768, textTokens: 256 },
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
  const ratios = ratiosByRound(whole, composed)
  const interval = medianInterval(ratios)
  const relative = quantileOf(Float64Array.from(ratios).sort(), 0.5) - 1
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
    interval: interval && [interval[0] - 1, interval[1] - 1],
    tolerance: checkTolerance,
    holds: verdict(interval),
  }
}

/** Composed over whole, round by round: what disturbs the machine for longer than a round disturbs both. */
function ratiosByRound(whole: MeasuredTime, { parts }: ComposedTime): number[] {
  const rounds = Math.min(whole.repetitions, ...parts.map(({ time }) => time.repetitions))
  return whole.spread.samples
    .slice(0, rounds)
    .map(
      (seconds, round) => sum(parts.map(({ count, time }) => count * time.spread.samples[round]!)) / seconds,
    )
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Null while the interval lies neither within the tolerance nor beyond it. */
function verdict(interval: Bounds | null): boolean | null {
  if (interval === null) return null
  const [low, high] = interval
  if (low >= 1 - checkTolerance && high <= 1 + checkTolerance) return true
  return low > 1 + checkTolerance || high < 1 - checkTolerance ? false : null
}
