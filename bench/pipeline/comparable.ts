import { BenchError } from '../errors.ts'
import type { ModelResult, RunResult } from '../records/run-result.ts'

/** The members of a result that a comparison reads: gates and an earlier comparison are no part of it. */
export type ComparableResult = Omit<RunResult, 'gates' | 'comparison'>

/** A result with the place it came from, for messages. */
export interface RunAt<R extends ComparableResult = ComparableResult> {
  readonly path: string
  readonly result: R
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
  for (const [what, of] of facts) {
    assertSame(what, a, of(a.result), b, of(b.result))
  }
  for (const pair of pairModels(a, b)) assertSameEvaluators(a, b, pair)
}

const facts: readonly (readonly [string, (result: ComparableResult) => string])[] = [
  ['the suite', ({ suite }) => suite.id],
  ['the profile', ({ profile }) => profile.id],
  ['the prompt list', ({ promptList }) => promptList.sha256],
  ['the protocol', ({ protocol }) => protocol],
]

function assertSameEvaluators(a: RunAt, b: RunAt, pair: ModelPair): void {
  for (const one of pair.a.dimensions) {
    const other = pair.b.dimensions.find(({ id }) => id === one.id)
    if (other === undefined || one.value === null || other.value === null) continue
    const name = `the evaluator of ${one.id}`
    assertSame(`${name}: its version`, a, one.evaluator.version, b, other.evaluator.version)
    assertSame(`${name}: its backbone`, a, one.evaluator.backbone, b, other.evaluator.backbone)
    assertSame(`${name}: its weights`, a, one.evaluator.weightsSha256, b, other.evaluator.weightsSha256)
  }
}

function assertSame(
  what: string,
  a: RunAt,
  inA: string | number | null,
  b: RunAt,
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
