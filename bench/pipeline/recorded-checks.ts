import { basename } from 'node:path'
import { problem } from '../errors.ts'
import type { VideoInfo } from '../records/clip.ts'
import type { DimensionId } from '../records/dimension.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { PreflightProblem } from './preflight-problem.ts'
import type { Prepared } from './prepare.ts'
import { isLong, promptsFromFilesName } from './protocol.ts'
import type { FoundClip } from './recorded-clips.ts'

/** What keeps one readable video from its dimensions: a backbone that needs more frames. */
export function clipProblems(
  { measures }: Prepared,
  { id, model, dimensions }: PlannedClip,
  video: VideoInfo,
): PreflightProblem[] {
  return dimensions.flatMap((dimension): PreflightProblem[] => {
    const expected = measures.get(dimension)?.backbone?.backbone.minFrames ?? 0
    if (video.frameCount >= expected) return []
    const found = problem('CLIP_TOO_SHORT', { found: video.frameCount, expected })
    return [{ itemId: id, model, dimension, problem: found, level: 'error' }]
  })
}

/** What makes the videos of one model no set: several frame rates, or clips of VBench-Long. */
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
  return [...mixedRates(prepared, model, videos), ...mixedProtocols(prepared, model, videos)]
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
  return [{ ...setProblem(model, null, 'FRAME_RATES_MIXED', { model, found }), level }]
}

const round = (fps: number) => Math.round(fps * 1000) / 1000

function mixedProtocols(prepared: Prepared, model: string, videos: readonly Named[]): PreflightProblem[] {
  const long = videos.filter(({ video }) => isLong(prepared.request, video))
  const first = long[0]
  if (first === undefined) return []
  if (long.length === videos.length) {
    const found = `${model}: all ${long.length} clips are`
    return [setProblem(model, null, 'LONG_CLIPS_UNSUPPORTED', { found })]
  }
  const facts = { model, short: videos.length - long.length, long: long.length, example: first.name }
  return [setProblem(model, null, 'DURATIONS_MIXED', facts)]
}

function setProblem(
  model: string,
  dimension: DimensionId | null,
  code: 'FRAME_RATES_MIXED' | 'DURATIONS_MIXED' | 'LONG_CLIPS_UNSUPPORTED',
  facts: Readonly<Record<string, string | number>>,
): PreflightProblem {
  return { itemId: null, model, dimension, problem: problem(code, facts), level: 'error' }
}
