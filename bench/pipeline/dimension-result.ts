import { problem } from '../errors.ts'
import type { DimensionId } from '../records/dimension.ts'
import { identityOf } from '../records/identity.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import type { DimensionResult, RunResult } from '../records/run-result.ts'
import type { Score } from '../records/score.ts'
import { type ClusterSums, clusterInterval, clusterMean } from '../tensor/statistics.ts'
import { type Measure, type Prepared, usedBackbones } from './prepare.ts'

/** Scores of one model on one dimension, and their sums by prompt, from which all intervals are drawn. */
export interface Tally {
  readonly sums: ClusterSums
  readonly covered: number
  readonly excluded: number
  readonly expected: number
  /** Of the first clip without a score; null when all have one. */
  readonly firstProblem: Problem | null
}

/**
 * Adds up the scores of one model's clips on one dimension.
 *
 * @param promptIndex position of each prompt among the model's prompts, by id: the clusters of the bootstrap
 * @param scoreOf the score of an item, or undefined when there is none
 */
export function tally(
  clips: readonly PlannedClip[],
  promptIndex: ReadonlyMap<string, number>,
  dimension: DimensionId,
  scoreOf: (clip: PlannedClip) => Score | undefined,
): Tally {
  const weightedSums = new Float64Array(promptIndex.size)
  const weights = new Float64Array(promptIndex.size)
  let [covered, excluded, expected] = [0, 0, 0]
  let firstProblem: Problem | null = null
  for (const clip of clips) {
    if (!clip.dimensions.includes(dimension)) continue
    expected++
    const score = scoreOf(clip)
    if (score?.status === 'scored') {
      const cluster = promptIndex.get(clip.prompt.id)!
      weightedSums[cluster]! += score.weight * score.value
      weights[cluster]! += score.weight
      covered++
    } else if (score?.status === 'excluded') {
      excluded++
      covered++
    } else {
      firstProblem ??= score?.problem ?? problem('CLIP_MISSING', {})
    }
  }
  return { sums: { weightedSums, weights }, covered, excluded, expected, firstProblem }
}

/** The dimension's value, interval and coverage, or the reason why there is none. */
export function dimensionResult(
  { request }: Prepared,
  measure: Measure,
  { sums, covered, excluded, expected, firstProblem }: Tally,
  protocol: RunResult['protocol'],
): DimensionResult {
  const { dimension, evaluator, obstacle, long } = measure
  const { name, weights } = usedBackbones(measure, protocol)
  const entry = request.suite.dimensions.find(({ id }) => id === dimension)!
  const value = clusterMean(sums)
  const { resamples, level } = request.bootstrap
  const seed = [request.seed, 'dimension', dimension]
  const { interval } = clusterInterval(sums, { resamples, level, seed })
  return {
    id: dimension,
    title: entry.title,
    group: entry.group,
    ...(evaluator !== null && { unit: evaluator.meta.unit }),
    value,
    interval,
    normalised:
      value === null ? null : (request.suite.totals({ [dimension]: value }).normalised[dimension] ?? null),
    coverage: { covered, expected },
    excluded,
    reason: value === null ? reasonOf() : null,
    evaluator: {
      version: evaluator?.meta.version ?? 0,
      backbone: name,
      weightsSha256: weightsHash(weights.map(({ sha256 }) => sha256)),
      ...(protocol === 'vbench-long' && long !== null && { segmentFusion: long.fusion.version }),
    },
  }

  function reasonOf(): Problem {
    if (expected === 0) {
      return problem('DIMENSION_NOT_ASKED', {
        count: sums.weights.length,
        list: request.promptList.name,
        dimension,
      })
    }
    return obstacle ?? firstProblem ?? problem('NOTHING_COUNTS', { dimension, excluded })
  }
}

/** One file's own checksum; of several, a hash of theirs. */
function weightsHash(checksums: readonly string[]): string | null {
  return checksums.length > 1 ? identityOf(checksums) : (checksums[0] ?? null)
}
