import type { Score, ScoredValue } from '../../bench/records/score.ts'
import type { SegmentFusion } from '../contract.ts'
import { mean, scored } from '../scored.ts'

/**
 * The mean over all segments of all clips: a clip counts as often as it has segments. A segment that the dimension
 * excludes (an object that `color` never saw) is left out, and a clip without any other is excluded.
 *
 * Source: vbench2_beta_long/utils.py of Vchitect/VBench @45e79ec, reorganize_clips_results. Its groups are single
 * segments, because a segment's whole path is part of a group's name.
 */
export const meanOfSegments: SegmentFusion = {
  version: 1,
  fuse: (scores) => fused(scores, (segments) => segments.length),
}

/** The mean over clips of the mean over their segments: as above, for the paths that the static filter leaves. */
export const meanOfClips: SegmentFusion = {
  version: 1,
  fuse: (scores) => fused(scores, () => 1),
}

/**
 * @param weightOf how much the clip counts, from its segments with a score
 * @returns with `segments` in its details: value and weight of each segment's own score, null for excluded ones
 */
function fused(scores: readonly Score[], weightOf: (segments: readonly ScoredValue[]) => number): Score {
  const missing = scores.find(({ status }) => status === 'unscored')
  if (missing) return missing
  const segments = scores.flatMap((score) => (score.status === 'scored' ? [score] : []))
  if (segments.length === 0) return scores[0]!
  return scored(mean(segments.map(({ value }) => value)), weightOf(segments), {
    segments: scores.map((score) =>
      score.status === 'scored' ? { value: score.value, weight: score.weight } : null,
    ),
  })
}
