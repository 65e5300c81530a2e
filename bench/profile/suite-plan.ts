import { BenchError } from '../errors.ts'
import type { ProfileFailure, ProfileStage } from '../records/autoencoder-result.ts'
import type { Problem } from '../records/problem.ts'
import { type CheckSize, checkGroup } from './composed-check.ts'
import { type Group, type GroupMember, plannedPeak, stageParts } from './group.ts'
import type { MemberOutcome } from './measure-group.ts'
import type { SuiteRequest, SuiteWorkload } from './suite-request.ts'
import { type SuiteVariant, shapeOf, type VariantShape } from './suite-variant.ts'

/** A group with the workload or the check that it belongs to. */
export interface PlannedGroup {
  readonly group: Group
  readonly workload: SuiteWorkload | null
  readonly check: CheckSize | null
}

export interface SuitePlan {
  readonly groups: readonly PlannedGroup[]
  /** By workload and variant. */
  readonly shapes: ReadonlyMap<string, VariantShape>
  readonly failures: readonly ProfileFailure[]
}

export const keyOf = (workload: string, variant: string) => `${workload}\n${variant}`

/** Sizes and parts of everything. The texts come first, checks of composing after the first workload and then one each. */
export async function planSuite(request: SuiteRequest): Promise<SuitePlan> {
  const { workloads, variants, stages, provider } = request
  const shapes = new Map<string, VariantShape>()
  const failures: ProfileFailure[] = []
  const groups: PlannedGroup[] = []
  const checks = [...request.checks]
  for (const workload of workloads) {
    for (const variant of variants) {
      const shape = tryShape(variant, workload)
      if ('code' in shape) failures.push(refusedShape(variant, workload, shape))
      else shapes.set(keyOf(workload.id, variant.id), shape)
    }
    for (const stage of stageOrder.filter((each) => stages.includes(each))) {
      const isText = stage === 'text'
      if (isText && groups.some(({ group }) => group.stage === 'text')) continue
      const members = await membersOf(request, stage, workload, shapes)
      // texts are the same for all variants
      const kept = isText ? members.slice(0, 1) : members
      if (kept.length === 0) continue
      const group: Group = { stage, workload: isText ? null : workload.id, members: kept }
      groups.push({ group, workload: isText ? null : workload, check: null })
    }
    const isFirst = workload === workloads[0]
    for (const check of checks.splice(0, isFirst ? 2 : 1)) {
      groups.push({ group: await checkGroup(check, provider), workload: null, check })
    }
  }
  return { groups, shapes, failures }
}

/** What matters most first. */
const stageOrder: readonly ProfileStage[] = ['text', 'denoise', 'decode', 'encode']

function tryShape(variant: SuiteVariant, { frames, ...video }: SuiteWorkload): VariantShape | Problem {
  try {
    const own = frames[variant.id]
    if (own === undefined) {
      throw new BenchError('OPTION_INVALID', {
        option: `autoencoder.workloads (${video.id})`,
        found: `no frames for ${variant.id}`,
        expected: 'a number, or one for every variant',
        command: 'run',
      })
    }
    return shapeOf(variant, { ...video, frames: own })
  } catch (thrown) {
    if (thrown instanceof BenchError) return thrown.problem
    throw thrown
  }
}

const refusedShape = (variant: SuiteVariant, workload: SuiteWorkload, found: Problem): ProfileFailure => ({
  variant: variant.id,
  workload: workload.id,
  stage: null,
  cause: 'refused',
  problem: found,
  neededBytes: null,
  availableBytes: null,
})

async function membersOf(
  { variants, provider }: SuiteRequest,
  stage: ProfileStage,
  workload: SuiteWorkload,
  shapes: ReadonlyMap<string, VariantShape>,
): Promise<GroupMember[]> {
  const members: GroupMember[] = []
  for (const variant of variants) {
    const shape = shapes.get(keyOf(workload.id, variant.id))
    const parts = shape && (await stageParts(stage, variant, shape, workload, provider))
    if (parts) members.push({ variant: variant.id, parts, plannedBytes: plannedPeak(parts) })
  }
  return members
}

export type GroupOutcome =
  | { readonly kind: 'measured'; readonly members: readonly MemberOutcome[] }
  | { readonly kind: 'skipped'; readonly estimate: number; readonly left: number }
