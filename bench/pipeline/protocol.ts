import type { Clip, VideoInfo } from '../records/clip.ts'
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
export function isLong(request: RunRequest, { durationSeconds }: VideoInfo): boolean {
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
