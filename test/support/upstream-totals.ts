import { readFileSync } from 'node:fs'
import { sharedPath } from './shared.ts'

interface Constants {
  readonly NORMALIZE_DIC: Readonly<Record<string, { readonly Min: number; readonly Max: number }>>
  readonly DIM_WEIGHT: Readonly<Record<string, number>>
  readonly QUALITY_LIST: readonly string[]
  readonly SEMANTIC_LIST: readonly string[]
}
/** A result file of VBench's own program. */
export type Pack = Record<string, [number, { video_path: string; video_results: number | boolean }[]]>

/**
 * The totals of a pack by upstream's constants (the fixture's copy of scripts/constant.py), computed apart from our own
 * code, as scripts/cal_final_score.py does: a dimension that is not there counts as 0.
 */
export function upstreamTotals(pack: Pack) {
  const { constants } = JSON.parse(
    readFileSync(sharedPath('fixtures/vbench/aggregation/golden.json'), 'utf8'),
  ) as { constants: Constants }
  const group = (names: readonly string[]) => {
    let sum = 0
    let weights = 0
    for (const name of names) {
      const { Min, Max } = constants.NORMALIZE_DIC[name]!
      const weight = constants.DIM_WEIGHT[name]!
      sum += (((pack[name.replaceAll(' ', '_')]?.[0] ?? 0) - Min) / (Max - Min)) * weight
      weights += weight
    }
    return sum / weights
  }
  const quality = group(constants.QUALITY_LIST)
  const semantic = group(constants.SEMANTIC_LIST)
  return { quality, semantic, total: (quality * 4 + semantic) / 5 }
}
