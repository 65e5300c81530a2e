import { upstreamKey } from '../../bench/records/dimension.ts'
import type { Suite, SuiteTotals } from '../../suites/contract.ts'

/** Raw scores of dimensions under upstream's own keys (`subject_consistency`), as its result files hold them. */
export type UpstreamScores = Readonly<Record<string, number>>

/**
 * The numbers that upstream's scripts/cal_final_score.py and cal_i2v_final_score.py print for such scores: they enter a
 * missing dimension as 0. Ours leave its totals null.
 */
export function totalsMissingAsZero(suite: Pick<Suite, 'dimensions' | 'totals'>, scores: UpstreamScores) {
  const values = suite.dimensions.map(({ id }) => [id, scores[upstreamKey(id)] ?? 0])
  return suite.totals(Object.fromEntries(values)) satisfies SuiteTotals
}
