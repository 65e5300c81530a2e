import type { Clip, VideoInfo } from '../records/clip.ts'
import type { DimensionId } from '../records/dimension.ts'
import type { Prompt } from '../records/plan.ts'
import type { RunResult } from '../records/run-result.ts'
import type { RunRequest } from './contract.ts'

/** Name of the list that is read from recorded files: every video is a prompt of its own. */
export const promptsFromFilesName = 'from-files'

/** Whether the prompts are a list that the suite pins: the benchmark's own, so that its protocol's name applies. */
export function hasPinnedPrompts({ suite, promptList }: Pick<RunRequest, 'suite' | 'promptList'>): boolean {
  return Object.values(suite.promptSources).some(
    (source) => source.kind === 'pinned' && source.sha256 === promptList.sha256,
  )
}

/** Whether a clip belongs to VBench-Long: one of the suite's own prompts, of 5 s or more. */
export function isLong(
  request: RunRequest,
  { durationSeconds }: Pick<VideoInfo, 'durationSeconds'>,
): boolean {
  return hasPinnedPrompts(request) && request.suite.protocolOf(durationSeconds) === 'vbench-long'
}

/** `custom` for any list of one's own; else the suite's protocol for clips of the measured length (the longest decides). */
export function protocolOf(request: RunRequest, clips: Iterable<Clip>): RunResult['protocol'] {
  if (!hasPinnedPrompts(request)) return 'custom'
  let longestSeconds = 0
  for (const clip of clips) {
    if (clip.status === 'generated') longestSeconds = Math.max(longestSeconds, clip.video.durationSeconds)
  }
  return request.suite.protocolOf(longestSeconds)
}

/**
 * Seconds of the segments that VBench-Long cuts a prompt's clips into. Rows of the list with one text share their clips,
 * and so the dimensions that decide.
 */
export function segmentSeconds({ suite, prompts }: RunRequest): (prompt: Prompt) => number {
  const byText = new Map<string, DimensionId[]>()
  for (const { text, dimensions } of prompts) byText.set(text, [...(byText.get(text) ?? []), ...dimensions])
  return ({ text, dimensions }) => {
    const seconds = suite.segmentSecondsOf?.([...dimensions, ...(byText.get(text) ?? [])])
    if (seconds === undefined)
      throw new Error(`Suite ${suite.id} has long clips, and no length for their segments`)
    return seconds
  }
}
