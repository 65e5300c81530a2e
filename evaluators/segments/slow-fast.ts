import { frameConsistency } from '../consistency.ts'
import type { SegmentFusion, SegmentRoleId } from '../contract.ts'
import { mean } from '../scored.ts'
import { meanOfSegments } from './fuse.ts'
import { backgroundQuantiles, subjectQuantiles } from './quantiles.ts'

/** source: vbench2_beta_long/configs/slow_fast_params.yaml, w_inclip and w_clip2clip of both dimensions */
const withinWeight = 0.5
const betweenWeight = 0.5

/** subject-consistency within segments and between their first frames. Source: vbench2_beta_long/subject_consistency.py. */
export const subjectSlowFast = slowFast('segment-subject-embedder', subjectQuantiles)

/** The same of background-consistency. Source: vbench2_beta_long/background_consistency.py. */
export const backgroundSlowFast = slowFast('segment-background-embedder', backgroundQuantiles)

/**
 * Half of each clip's score is the mean within its segments; the other half is how alike their first frames are, each
 * against the one before it and against the first. A clip of one segment has the first half only, and so has one whose
 * likeness counts as exactly 0, as upstream has it.
 *
 * Source: vbench2_beta_long/utils.py of Vchitect/VBench @45e79ec, fuse_inclip_clip2clip, with --dev_flag.
 */
function slowFast(role: SegmentRoleId, quantiles: readonly number[]): SegmentFusion {
  return {
    version: 1,
    role,
    fuse(scores, firstFrames) {
      const within = meanOfSegments.fuse(scores)
      if (within.status !== 'scored' || firstFrames === undefined) return within
      const between = frameConsistency(firstFrames.embeddings)
      if (between.status !== 'scored') return between
      const mapped = firstFrames.ownScale ? between.value : quantileOf(quantiles, between.value)
      const fusedSegments = scores.flatMap((score) => {
        if (score.status !== 'scored') return []
        return [mapped === 0 ? score.value : withinWeight * score.value + betweenWeight * mapped]
      })
      const details = { betweenSegments: between.value, mappedBetween: mapped, fusedSegments }
      return { ...within, value: mean(fusedSegments), details: { ...within.details, ...details } }
    },
  }
}

/** The table at `x`, with straight lines between its rows; outside of it the nearest row. */
export function quantileOf(quantiles: readonly number[], x: number): number {
  const last = quantiles.length - 1
  const key = (row: number) => row / last
  // the first row at or above x
  let row = 0
  while (row <= last && key(row) < x) row++
  if (row === 0) return quantiles[0]!
  if (row > last) return quantiles[last]!
  const [x0, x1] = [key(row - 1), key(row)]
  const [y0, y1] = [quantiles[row - 1]!, quantiles[row]!]
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
}
