import { vbench } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { mean, scored, tooFewFrames } from './scored.ts'

/**
 * (255 − mean over successive frames of their mean absolute difference) / 255.
 * Exactly VBench's own: no network is involved, so it is the same number in every profile.
 */
export const temporalFlickering: Evaluator<'frame-difference'> = {
  meta: {
    id: 'temporal-flickering',
    title: 'Temporal flickering',
    unit: 'ratio of 255 levels left unchanged',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'frame-difference',
    needsPrompt: false,
    citation: vbench('temporal_flickering'),
  },
  score({ feature }) {
    const differences = feature.meanAbsoluteDifferences
    if (differences.length === 0) return tooFewFrames(1, 2)
    // upstream keeps the differences and their mean in float32
    const average = Math.fround(mean(differences.map(Math.fround)))
    return scored((255 - average) / 255, 1, { meanAbsoluteDifferences: differences })
  },
}
