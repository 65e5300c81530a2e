import { basename } from 'node:path'
import { problem, problemOf } from '../errors.ts'
import type { VideoInfo } from '../records/clip.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import type { PreflightProblem } from './preflight-problem.ts'
import type { Prepared } from './prepare.ts'
import { isLong, promptsFromFilesName } from './protocol.ts'
import type { FoundClip } from './recorded-clips.ts'
import { segmentsOf } from './segments.ts'

/** What keeps one readable video from its dimensions: a backbone that needs more frames. */
export function clipProblems(prepared: Prepared, clip: PlannedClip, video: VideoInfo): PreflightProblem[] {
  const { id, model, dimensions } = clip
  const found = shownFrames(prepared, clip, video)
  if (typeof found !== 'number')
    return [{ itemId: id, model, dimension: null, problem: found, level: 'error' }]
  return dimensions.flatMap((dimension): PreflightProblem[] => {
    const expected = prepared.measures.get(dimension)?.backbone?.backbone.minFrames ?? 0
    if (found >= expected) return []
    const short = problem('CLIP_TOO_SHORT', { found, expected })
    return [{ itemId: id, model, dimension, problem: short, level: 'error' }]
  })
}

/** Frames of what is scored as one: the clip, or a segment of a long one. */
function shownFrames(prepared: Prepared, { prompt }: PlannedClip, video: VideoInfo): number | Problem {
  if (!isLong(prepared.request, video)) return video.frameCount
  try {
    return segmentsOf({ sha256: '', video }, prepared.segmentSeconds(prompt))[0]!.video.frameCount
  } catch (thrown) {
    return problemOf(thrown)
  }
}

/** What makes the videos of one model no set: several frame rates. */
export function setProblems(
  prepared: Prepared,
  model: string,
  clips: readonly PlannedClip[],
  found: ReadonlyMap<string, FoundClip>,
): PreflightProblem[] {
  const videos = clips.flatMap((clip) => {
    const recorded = found.get(clip.id)
    return recorded === undefined ? [] : [{ name: basename(recorded.path), video: recorded.video }]
  })
  return mixedRates(prepared, model, videos)
}

interface Named {
  readonly name: string
  readonly video: VideoInfo
}

// 24000/1001 and 24 fps lie 0.1 % apart and give the same sampled frames; an average over few frames is as uncertain.
const sameRate = 0.005

function mixedRates({ request }: Prepared, model: string, videos: readonly Named[]): PreflightProblem[] {
  const groups: { fps: number; count: number; example: string }[] = []
  for (const { name, video } of videos) {
    const group = groups.find(({ fps }) => Math.abs(fps - video.fps) <= sameRate * fps)
    if (group === undefined) groups.push({ fps: video.fps, count: 1, example: name })
    else group.count++
  }
  if (groups.length < 2) return []
  const found = groups
    .sort((a, b) => b.count - a.count)
    .map(({ fps, count, example }) => `${round(fps)} fps in ${count} (${example})`)
    .join(', ')
  // Files that are prompts of their own were never meant as one set, so each is scored at its own rate.
  const level = request.promptList.name === promptsFromFilesName ? 'warning' : 'error'
  return [
    { itemId: null, model, dimension: null, problem: problem('FRAME_RATES_MIXED', { model, found }), level },
  ]
}

const round = (fps: number) => Math.round(fps * 1000) / 1000
