import { BenchError } from '../errors.ts'
import type { DimensionId } from '../records/dimension.ts'
import type { ModelResult, RunResult } from '../records/run-result.ts'

/** The members of a result that a comparison reads. */
export type ComparableResult = Pick<
  RunResult,
  'runId' | 'suite' | 'profile' | 'protocol' | 'promptList' | 'models' | 'items'
>

/** A result with the place it came from, for messages. */
export interface RunAt<R extends ComparableResult = ComparableResult> {
  readonly path: string
  readonly result: R
  /** Results of VBench's own program, which name videos and numbers and nothing else. */
  readonly fromPack?: boolean
}

/** The models of two runs that stand for each other. */
export interface ModelPair {
  readonly a: ModelResult
  readonly b: ModelResult
}

/**
 * Refuses two runs whose numbers don't measure the same thing: another suite, prompt list, protocol, profile, or another
 * version, backbone or weights of an evaluator whose dimension both have. Throws RUNS_DIFFER with the first difference.
 */
export function assertComparable(a: RunAt, b: RunAt): void {
  if (a.fromPack || b.fromPack) {
    assertSuitsPack(a, b)
    return
  }
  assertSameTask(a, b.path, b.result)
  assertSame('the protocol', a, a.result.protocol, b, b.result.protocol)
  for (const pair of pairModels(a, b)) assertSameEvaluators(a, b, pair)
}

/** What can be held against a pack: it is VBench's, of VBench's own networks, and a run's prompts must be VBench's too. */
function assertSuitsPack(a: RunAt, b: RunAt): void {
  assertSame('the suite', a, a.result.suite.id, b, b.result.suite.id)
  assertSame('the profile', a, a.result.profile.id, b, b.result.profile.id)
  assertSame('the protocol', a, a.result.protocol, b, b.result.protocol)
}

/** What a run will measure, known before it has a result. */
export interface PlannedMeasure {
  readonly suite: { readonly id: string }
  readonly profile: { readonly id: string }
  readonly promptList: { readonly sha256: string }
  /** For each dimension that will be scored. */
  readonly evaluators: ReadonlyMap<DimensionId, { readonly version: number; readonly backbone: string }>
}

/**
 * As `assertComparable`, for a run that has not started: a baseline that can't serve is refused before the first clip is
 * made, not after the last. What only a result knows (models, protocol, weights) is checked when it is there.
 */
export function assertBaselineFits(baseline: RunAt, planned: PlannedMeasure): void {
  const run = { path: 'this run' }
  if (baseline.fromPack) {
    assertSame('the suite', baseline, baseline.result.suite.id, run, planned.suite.id)
    assertSame('the profile', baseline, baseline.result.profile.id, run, planned.profile.id)
    return
  }
  assertSameTask(baseline, run.path, planned)
  for (const { id, value, evaluator } of baseline.result.models.flatMap(({ dimensions }) => dimensions)) {
    const other = planned.evaluators.get(id)
    if (value === null || other === undefined) continue
    assertSame(`the version of ${id}'s evaluator`, baseline, evaluator.version, run, other.version)
    assertSame(`the backbone of ${id}'s evaluator`, baseline, evaluator.backbone, run, other.backbone)
  }
}

function assertSameTask(a: RunAt, path: string, b: Omit<PlannedMeasure, 'evaluators'>): void {
  assertSame('the suite', a, a.result.suite.id, { path }, b.suite.id)
  assertSame('the profile', a, a.result.profile.id, { path }, b.profile.id)
  assertSame('the checksum of the prompt list', a, a.result.promptList.sha256, { path }, b.promptList.sha256)
}

function assertSameEvaluators(a: RunAt, b: RunAt, pair: ModelPair): void {
  for (const one of pair.a.dimensions) {
    const other = pair.b.dimensions.find(({ id }) => id === one.id)
    if (other === undefined || one.value === null || other.value === null) continue
    const whose = `of ${one.id}'s evaluator`
    assertSame(`the version ${whose}`, a, one.evaluator.version, b, other.evaluator.version)
    assertSame(`the backbone ${whose}`, a, one.evaluator.backbone, b, other.evaluator.backbone)
    const fusion = other.evaluator.segmentFusion ?? null
    assertSame(`the fusion of segments `, a, one.evaluator.segmentFusion ?? null, b, fusion)
    const weights = other.evaluator.weightsSha256
    assertSame(`the checksum of the weights ${whose}`, a, one.evaluator.weightsSha256, b, weights)
  }
}

function assertSame(
  what: string,
  a: { readonly path: string },
  inA: string | number | null,
  b: { readonly path: string },
  inB: string | number | null,
): void {
  if (inA === inB) return
  throw new BenchError('RUNS_DIFFER', {
    what,
    a: inA ?? 'none',
    b: inB ?? 'none',
    pathA: a.path,
    pathB: b.path,
  })
}

/** Models of the same name; or the only model of each run, whatever its name. Throws MODELS_DIFFER when there are none. */
export function pairModels(a: RunAt, b: RunAt): readonly ModelPair[] {
  const [onlyA, onlyB] = [a.result.models, b.result.models]
  if (onlyA.length === 1 && onlyB.length === 1) return [{ a: onlyA[0]!, b: onlyB[0]! }]
  const pairs = onlyB.flatMap((model) => {
    const same = onlyA.find((candidate) => candidate.model === model.model)
    return same === undefined ? [] : [{ a: same, b: model }]
  })
  if (pairs.length > 0) return pairs
  const names = (models: readonly ModelResult[]) => models.map(({ model }) => model).join(', ') || 'none'
  throw new BenchError('MODELS_DIFFER', {
    a: names(onlyA),
    b: names(onlyB),
    pathA: a.path,
    pathB: b.path,
  })
}
