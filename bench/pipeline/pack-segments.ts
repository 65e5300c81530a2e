import type { Score, ScoredValue } from '../records/score.ts'
import type { PackVideo } from './read-pack.ts'

/** A segment in a result file of VBench-Long. */
export interface PackSegment {
  /** As the file names it. */
  readonly path: string
  readonly score: Score
}

// Folders of upstream's program: segments, those behind the static filter, and the key of a segment's fused score
// (vbench2_beta_long/utils.py of Vchitect/VBench @45e79ec).
const ofSegments = /(?:^|[\\/])split_clip[\\/]([^\\/]+)[\\/]/u
const ofFiltered = /(?:^|[\\/])filtered_clips[\\/]([^\\/]+)_(?:\d{3,}|full)\.[^.\\/]+$/u

/** Whether a path is that of a segment of VBench-Long. */
export const isSegment = (path: string): boolean => ofSegments.test(path) || ofFiltered.test(path)

/**
 * Clips of a dimension from the rows of their segments: the mean over them, which counts as often as there are any;
 * behind the static filter each clip once. As our own fusion has it (evaluators/segments).
 */
export function clipsOfSegments(segments: readonly PackSegment[]): PackVideo[] {
  const groups = new Map<string, PackSegment[]>()
  for (const segment of segments) {
    const name = (ofFiltered.exec(segment.path) ?? ofSegments.exec(segment.path))?.[1] ?? segment.path
    const key = `${name}.mp4`
    groups.set(key, [...(groups.get(key) ?? []), segment])
  }
  return [...groups].map(([fileName, own]) => ({ fileName, score: joined(own) }))
}

function joined(segments: readonly PackSegment[]): Score {
  const missing = segments.find(({ score }) => score.status !== 'scored')
  if (missing) return missing.score
  const values = segments.map(({ score }) => (score as ScoredValue).value)
  const value = values.reduce((sum, one) => sum + one, 0) / values.length
  return { status: 'scored', value, weight: ofFiltered.test(segments[0]!.path) ? 1 : values.length }
}
