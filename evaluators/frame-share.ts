import type { Score } from '../bench/records/score.ts'
import { scored, tooFewFrames } from './scored.ts'

/** The share of frames that pass. VBench's mean over a data set runs over frames, so a clip weighs as many as it has. */
export function frameShare(passes: readonly boolean[]): Score {
  if (passes.length === 0) return tooFewFrames(0, 1)
  const count = passes.filter(Boolean).length
  return scored(count / passes.length, passes.length, {
    successFrameCount: count,
    frameCount: passes.length,
  })
}
