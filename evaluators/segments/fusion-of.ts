import type { EvaluatorMeta, RoleId, SegmentFusion } from '../contract.ts'
import { meanOfClips, meanOfSegments } from './fuse.ts'
import { backgroundSlowFast, subjectSlowFast } from './slow-fast.ts'

export interface FusionOptions {
  /** Leave out how alike segments are with each other, as upstream does without --dev_flag. */
  readonly withinSegmentsOnly: boolean
}

/** How VBench-Long joins the segments' scores of a dimension. Source: vbench2_beta_long of Vchitect/VBench @45e79ec. */
export function fusionOf(
  { id, role }: Pick<EvaluatorMeta<RoleId>, 'id' | 'role'>,
  { withinSegmentsOnly }: FusionOptions,
): SegmentFusion {
  // Behind the static filter upstream has other paths, and its mean is over clips.
  if (role === 'still-frame-difference') return meanOfClips
  if (id === 'subject-consistency' && !withinSegmentsOnly) return subjectSlowFast
  if (id === 'background-consistency' && !withinSegmentsOnly) return backgroundSlowFast
  return meanOfSegments
}
