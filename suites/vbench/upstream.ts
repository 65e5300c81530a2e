import { upstreamKey } from '../../bench/records/dimension.ts'
import { vbenchDimensions } from './dimensions.ts'
import { type DimensionValues, normalise, vbenchTotals } from './totals.ts'

/** Raw scores of dimensions under upstream's own keys (`subject_consistency`), as its result files hold them. */
export type UpstreamScores = Readonly<Record<string, number>>

/**
 * The three numbers that upstream's scripts/cal_final_score.py prints for such scores. It enters a missing dimension
 * as 0, which normalises below zero where the lower bound is above it; this exists only to read upstream's own files
 * the way upstream does. Our totals are `vbenchTotals`.
 */
export function upstreamTotalMissingAsZero(scores: UpstreamScores): {
  readonly quality: number
  readonly semantic: number
  readonly total: number
} {
  const values = Object.fromEntries(
    vbenchDimensions.map(({ id }) => [id, scores[upstreamKey(id)] ?? 0]),
  ) as DimensionValues
  const { quality, semantic, total } = vbenchTotals(values)
  return { quality: quality.value!, semantic: semantic.value!, total: total.value! }
}

/**
 * The nine dimensions of VBench-I2V.
 * Source: NORMALIZE_DIC_I2V, DIM_WEIGHT_I2V, I2V_LIST and I2V_QUALITY_LIST of scripts/constant.py @45e79ec.
 */
const imageToVideoDimensions = [
  { key: 'camera_motion', group: 'i2v', min: 0, max: 1, weight: 0.1 },
  { key: 'i2v_subject', group: 'i2v', min: 0.1462, max: 1, weight: 1 },
  { key: 'i2v_background', group: 'i2v', min: 0.2615, max: 1, weight: 1 },
  { key: 'subject_consistency', group: 'quality', min: 0.1462, max: 1, weight: 1 },
  { key: 'background_consistency', group: 'quality', min: 0.2615, max: 1, weight: 1 },
  { key: 'motion_smoothness', group: 'quality', min: 0.706, max: 0.9975, weight: 1 },
  { key: 'dynamic_degree', group: 'quality', min: 0, max: 1, weight: 0.5 },
  { key: 'aesthetic_quality', group: 'quality', min: 0, max: 1, weight: 1 },
  { key: 'imaging_quality', group: 'quality', min: 0, max: 1, weight: 1 },
] as const

/** The same for image-to-video runs: scripts/cal_i2v_final_score.py, where both groups weigh the same. */
export function upstreamImageToVideoTotalMissingAsZero(scores: UpstreamScores): {
  readonly quality: number
  readonly i2v: number
  readonly total: number
} {
  const group = (name: 'quality' | 'i2v') => {
    const entries = imageToVideoDimensions.filter((entry) => entry.group === name)
    const weighted = entries.reduce(
      (sum, entry) => sum + normalise(entry, scores[entry.key] ?? 0) * entry.weight,
      0,
    )
    return weighted / entries.reduce((sum, entry) => sum + entry.weight, 0)
  }
  const quality = group('quality')
  const i2v = group('i2v')
  return { quality, i2v, total: (quality + i2v) / 2 }
}
