import { z } from 'zod'
import type { DimensionId } from '../bench/records/dimension.ts'
import type { ItemResult } from '../bench/records/run-result.ts'
import type { ScoredValue } from '../bench/records/score.ts'
import { Float, type PythonJson } from './python-json.ts'
import { videoResult } from './vbench-video.ts'

/**
 * What upstream's program for long clips writes behind a dimension's score: its segments, and for all but subject- and
 * background-consistency a second list of the means that the score is the mean of. Source: reorganize_clips_results and
 * fuse_inclip_clip2clip in vbench2_beta_long/utils.py of Vchitect/VBench @45e79ec. The paths are those that its program
 * would have given the segments; no such files are written here.
 */
export function longLists(id: DimensionId, items: readonly ItemResult[]): PythonJson[][] {
  const clips = items.flatMap((item) => {
    const score = item.scores[id]
    if (item.clip === null || score?.status !== 'scored') return []
    return [{ ...placesOf(item.clip.path, id), score, segments: segmentsOf(score, item.clip.video) }]
  })
  if (id === 'subject-consistency' || id === 'background-consistency') return [clips.flatMap(fusedRows)]
  const detailed = clips.flatMap(({ segmentPath, segments }) =>
    segments.map(({ name, score }) => ({ video_path: segmentPath(name), ...videoResult(id, score) })),
  )
  return [detailed, clips.flatMap((clip) => averages(id, clip))]
}

const detailsSchema = z.looseObject({
  segments: z.array(z.object({ value: z.number(), weight: z.number() }).nullable()),
  betweenSegments: z.number().optional(),
  mappedBetween: z.number().optional(),
  fusedSegments: z.array(z.number()).optional(),
})

interface Segment {
  /** `_000`, or `_full` for a clip that is shorter than a segment. */
  readonly name: string
  readonly score: ScoredValue
}

interface LongClip {
  readonly segmentPath: (name: string) => string
  /** Of the clip among the means, or of a segment where the means are of single segments. */
  readonly meanPath: (name: string) => string
  readonly score: ScoredValue
  readonly segments: readonly Segment[]
}

/** Segments that count, with their places among all. */
function segmentsOf(
  { details }: ScoredValue,
  { frameCount, fps }: { frameCount: number; fps: number },
): Segment[] {
  const all = detailsSchema.parse(details).segments
  // clip_length_mix.yaml knows segments of 2 s and of 10 s
  const isFull = all.length === 1 && ![2, 10].includes(frameCount / Math.trunc(fps))
  return all.flatMap((segment, i) => {
    if (segment === null) return []
    const name = isFull ? '_full' : `_${String(i).padStart(3, '0')}`
    return [{ name, score: { status: 'scored', ...segment } as const }]
  })
}

/** Upstream names a segment's mean after the segment's own path, and the static filter's after the clip. */
function placesOf(path: string, id: DimensionId): Pick<LongClip, 'segmentPath' | 'meanPath'> {
  const cut = path.lastIndexOf('/') + 1
  const [folder, clip] = [path.slice(0, cut), path.slice(cut).replace(/\.[^.]*$/, '')]
  if (id === 'temporal-flickering') {
    // sic: the folder's name
    const filtered = `${folder}temporal_filtered_cilps/filtered_videos/`
    return {
      segmentPath: (name) => `${filtered}filtered_clips/${clip}${name}.mp4`,
      meanPath: () => `${filtered}${clip}.mp4`,
    }
  }
  const segmentPath = (name: string) => `${folder}split_clip/${clip}/${clip}${name}.mp4`
  return { segmentPath, meanPath: (name) => `${segmentPath(name)}/${clip}.mp4` }
}

function averages(id: DimensionId, { meanPath, score, segments }: LongClip): PythonJson[] {
  if (id === 'temporal-flickering') {
    return [{ video_path: meanPath(''), video_results: new Float(score.value) }]
  }
  return segments.map((segment) => {
    const found = videoResult(id, segment.score).video_results
    // Python's mean of one boolean is a float
    const mean =
      typeof found === 'boolean' ? new Float(Number(found)) : (found ?? new Float(segment.score.value))
    return { video_path: meanPath(segment.name), video_results: mean }
  })
}

/** Each segment's score with the clip's likeness between segments, as the dimension's own score is made of them. */
function fusedRows({ meanPath, score, segments }: LongClip): PythonJson[] {
  const { betweenSegments = 0, mappedBetween = 0, fusedSegments } = detailsSchema.parse(score.details)
  return segments.map(({ name, score: { value } }, i) => ({
    video_path: meanPath(name),
    inclip_score: new Float(value),
    clip2clip_score: new Float(betweenSegments),
    mapped_clip2clip_score: new Float(mappedBetween),
    video_results: new Float(fusedSegments?.[i] ?? value),
  }))
}
