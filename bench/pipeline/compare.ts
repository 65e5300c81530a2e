import type { Comparison } from '../records/run-result.ts'
import type { RunAt } from './comparable.ts'
import { type Difference, joinVerdicts, judgeDifference } from './difference.ts'
import { type DifferenceOptions, measureDifferences } from './differences.ts'

export interface CompareOptions extends DifferenceOptions {
  /** The largest drop that passes, in each metric's own unit. */
  readonly maxRegression: number
}

/**
 * One point on the 0 – 100 scale on which VBench's leaderboard prints its numbers. Neighbouring models there are often
 * closer than that; half-precision noise of upstream's own evaluators is twenty times smaller (docs/variability.md).
 */
export const defaultMaxRegression = 0.01

/**
 * Run B against run A: every dimension that both planned, and the totals that both have. Means
 * are taken over the items that both runs planned (same prompt, same sample index), intervals by a paired bootstrap over
 * prompts. Throws RUNS_DIFFER or MODELS_DIFFER when the numbers don't belong side by side.
 */
export function compareRuns(a: RunAt, b: RunAt, options: CompareOptions): Comparison {
  return comparisonOf(a, b, measureDifferences(a, b, options), options)
}

/** The comparison's record from its measured differences. */
export function comparisonOf(
  a: RunAt,
  b: RunAt,
  differences: readonly Difference[],
  { maxRegression }: Pick<CompareOptions, 'maxRegression'>,
): Comparison {
  const metrics = differences.map((found) => {
    const { model, metric, difference, interval, pairs } = found
    const judged = judgeDifference(found, maxRegression)
    return { model, metric, a: found.a, b: found.b, difference, interval, pairs, ...judged }
  })
  return {
    a: { runId: a.result.runId, path: a.path },
    b: { runId: b.result.runId, path: b.path },
    maxRegression,
    metrics,
    verdict: joinVerdicts(metrics.map(({ verdict }) => verdict)),
  }
}
