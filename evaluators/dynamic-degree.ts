import { vbench } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { roundHalfEven } from './rounding.ts'
import { scored, tooFewFrames } from './scored.ts'

/**
 * Whether a clip moves at all: 1 when enough pairs of sampled frames have a large flow, else 0. The mean over clips
 * is the share of clips that move, which is neither good nor bad by itself; upstream gives it half a weight.
 */
export const dynamicDegree: Evaluator<'flow'> = {
  meta: {
    id: 'dynamic-degree',
    title: 'Dynamic degree',
    unit: 'share of clips that move',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'flow',
    needsPrompt: false,
    citation: vbench('dynamic_degree'),
  },
  score({ clip, feature }) {
    if (feature.sampledFrames === 0) return tooFewFrames(0, 1)
    const { width, height } = clip.video
    const threshold = motionThreshold(Math.min(width, height))
    const moves = hasMotion(feature.largestMagnitudes, threshold, neededPairs(feature.sampledFrames))
    return scored(moves ? 1 : 0, 1, {
      videoResults: moves,
      largestMagnitudes: feature.largestMagnitudes,
      thresholdPixels: threshold,
      neededPairs: neededPairs(feature.sampledFrames),
    })
  },
}

/** Flow above which a pair counts as moving, pixels of the clip's own size. */
export function motionThreshold(shorterSide: number): number {
  // source: vbench/dynamic_degree.py, set_params
  return 6 * (shorterSide / 256)
}

/** How many pairs must move. */
export function neededPairs(sampledFrames: number): number {
  // source: vbench/dynamic_degree.py, set_params
  return roundHalfEven(4 * (sampledFrames / 16))
}

/** Upstream's loop: with a need of zero the first pair decides, and without a pair nothing moves. */
export function hasMotion(magnitudes: readonly number[], threshold: number, needed: number): boolean {
  if (magnitudes.length === 0) return false
  return magnitudes.filter((magnitude) => magnitude > threshold).length >= needed
}
