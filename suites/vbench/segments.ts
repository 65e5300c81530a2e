import type { DimensionId } from '../../bench/records/dimension.ts'

/** Source: vbench2_beta_long/configs/clip_length_mix.yaml of Vchitect/VBench @45e79ec. */
const segmentSeconds = 2
/** Same place: dimensions whose networks were trained on longer clips. */
const longSegmentSeconds = 10
const longSegments: readonly DimensionId[] = ['human-action', 'temporal-style', 'overall-consistency']

/**
 * How long the segments are that VBench-Long cuts a clip into: the longest of its prompt's dimensions decides. Source:
 * vbench2_beta_long/utils.py, get_duration_from_json.
 *
 * @param dimensions of all rows of the list with the prompt's text
 */
export function segmentSecondsOf(dimensions: readonly DimensionId[]): number {
  return dimensions.some((id) => longSegments.includes(id)) ? longSegmentSeconds : segmentSeconds
}
