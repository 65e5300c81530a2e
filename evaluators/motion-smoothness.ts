import { vbench } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { mean, scored, tooFewFrames } from './scored.ts'

/**
 * How well the frames between are predicted by their neighbours: frames at even positions go in, the predicted
 * inner frames are held against the real ones at odd positions, (255 − mean absolute error) / 255.
 */
export const motionSmoothness: Evaluator<'interpolator'> = {
  meta: {
    id: 'motion-smoothness',
    title: 'Motion smoothness',
    unit: 'ratio of 255 levels predicted',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'interpolator',
    needsPrompt: false,
    citation: vbench('motion_smoothness'),
  },
  score({ clip, feature }) {
    const errors = feature.meanAbsoluteErrors
    // two even frames with an odd one between them
    if (errors.length === 0) return tooFewFrames(clip.video.frameCount, 3)
    return scored((255 - mean(errors)) / 255, 1, { meanAbsoluteErrors: errors })
  },
}
