import { clipLargeSpec, t5XxlSpec } from '../models/specs.ts'
import type { Provider } from '../onnx/engine/providers.ts'
import type { ProfileStage } from '../records/autoencoder-result.ts'
import type { PartSpec } from './part.ts'
import { type PartPlan, planPart } from './part-plan.ts'
import type { SuiteVariant, VariantShape } from './suite-variant.ts'
import { clipTokens, t5Tokens } from './tokens.ts'

/** A part, how often the stage holds it, and what it takes. */
export interface GroupPart {
  readonly name: string
  readonly count: number
  readonly spec: PartSpec
  readonly plan: PartPlan
}

/** One variant's share of a group, run in a process of its own. */
export interface GroupMember {
  readonly variant: string
  readonly parts: readonly GroupPart[]
  /** Planned peak of its process; null where a part is not planned. */
  readonly plannedBytes: number | null
}

/** What is timed in turns: one stage of all variants that have it. */
export interface Group {
  readonly stage: ProfileStage
  /** Null for what does not depend on the workload: the texts. */
  readonly workload: string | null
  readonly members: readonly GroupMember[]
}

/** The sampling that a stage belongs to. */
export interface Sampling {
  readonly steps: number
  readonly branches: number
}

/** The parts of a stage with their counts; null where the variant has no such stage. */
export async function stageParts(
  stage: ProfileStage,
  { codec, transformer }: SuiteVariant,
  { videoShape, latentShape, tokens }: VariantShape,
  { steps, branches }: Sampling,
  provider: Provider,
): Promise<readonly GroupPart[] | null> {
  const part = async (name: string, count: number, spec: PartSpec): Promise<GroupPart> => ({
    name,
    count,
    spec,
    plan: await planPart(spec, provider),
  })
  if (stage === 'encode' || stage === 'decode') {
    const shape = stage === 'encode' ? videoShape : latentShape
    return [await part(stage, 1, { kind: 'codec', codec, direction: stage, shape })]
  }
  if (transformer === null || tokens === null) return null
  if (stage === 'text') {
    const texts = textsOf(branches)
    const t5 = { kind: 't5', spec: t5XxlSpec, length: t5Tokens } as const
    return [
      await part('T5 ends', texts, { ...t5, piece: 'ends' }),
      await part('T5 block', texts * t5XxlSpec.numLayers, { ...t5, piece: 'block' }),
      await part('CLIP', texts, { kind: 'clip', spec: clipLargeSpec, length: clipTokens }),
    ]
  }
  const { mmdit: spec } = transformer
  const passes = steps * branches
  const sizes = { imageTokens: tokens, textTokens: t5Tokens }
  const mmdit = { kind: 'mmdit', spec, sizes } as const
  return [
    await part('ends', passes, { ...mmdit, piece: 'ends' }),
    ...(spec.depth > 0
      ? [await part('double block', passes * spec.depth, { ...mmdit, piece: 'double block' })]
      : []),
    ...(spec.depthSingleBlocks > 0
      ? [await part('single block', passes * spec.depthSingleBlocks, { ...mmdit, piece: 'single block' })]
      : []),
  ]
}

/** Texts that are encoded: without guidance the prompt alone, else the negative prompt as well. */
export const textsOf = (branches: number): number => (branches === 1 ? 1 : 2)

/** Node.js with ONNX Runtime and this program, resident, before a part is loaded: measured on Linux, x64. */
const emptyChildBytes = 260 * 2 ** 20

/** Planned peak of a process that runs these parts one after the other and keeps their weights. */
export function plannedPeak(parts: readonly GroupPart[]): number | null {
  let [weights, working] = [0, 0]
  for (const { plan } of parts) {
    if (plan.weightBytes === null || plan.workingBytes === null) return null
    weights += plan.weightBytes
    working = Math.max(working, plan.workingBytes)
  }
  return emptyChildBytes + weights + working
}

/** FLOPs from which on a first run only to warm up would cost more than it is worth: half a minute on two cores. */
const longFlops = 3e12

/** Whether a part only gets ready instead of running once to warm up. */
export const isLong = ({ executedFlops }: PartPlan): boolean =>
  executedFlops !== null && executedFlops >= longFlops

/** Products of so many rounds, with warming up. Null where a part's are not known. */
export function roundsFlops({ members }: Pick<Group, 'members'>, rounds: number): number | null {
  let sum = 0
  for (const { parts } of members) {
    for (const { plan } of parts) {
      if (plan.executedFlops === null) return null
      sum += (rounds + (isLong(plan) ? 0 : 1)) * plan.executedFlops
    }
  }
  return sum
}
