import type { SuiteTotals } from '../contract.ts'
import { type DimensionValues, weightedTotals } from '../totals.ts'
import { groupWeights, vbenchDimensions } from './dimensions.ts'

/** VBench's aggregation: (4 · quality + semantic) / 5. Source: scripts/cal_final_score.py. */
export function vbenchTotals(values: DimensionValues): SuiteTotals {
  return weightedTotals(vbenchDimensions, groupWeights, values)
}
