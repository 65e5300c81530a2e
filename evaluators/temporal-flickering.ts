import { problem } from '../bench/errors.ts'
import type { Score } from '../bench/records/score.ts'
import { vbench } from './citation.ts'
import type { Evaluator, EvaluatorMeta } from './contract.ts'
import { mean, scored, tooFewFrames } from './scored.ts'
import { isStatic } from './static-filter.ts'

const meta = {
  id: 'temporal-flickering',
  title: 'Temporal flickering',
  unit: 'ratio of 255 levels left unchanged',
  range: [0, 1],
  higherIsBetter: true,
  version: 1,
  needsPrompt: false,
  citation: vbench('temporal_flickering'),
} as const satisfies Omit<EvaluatorMeta<never>, 'role'>

/**
 * (255 − mean over successive frames of their mean absolute difference) / 255.
 * Exactly VBench's own: no network is involved, so it is the same number in every profile.
 */
export const temporalFlickering: Evaluator<'frame-difference'> = {
  meta: { ...meta, role: 'frame-difference' },
  score: ({ feature }) => flickering(feature.meanAbsoluteDifferences),
}

/**
 * The same behind VBench's static filter: a clip that moves is measured and left out of the mean, because its
 * differences are not flicker. For VBench's own prompts, of which 25 samples are made so that enough stand still.
 */
export const stillTemporalFlickering: Evaluator<'still-frame-difference'> = {
  meta: { ...meta, role: 'still-frame-difference' },
  score({ clip, feature }) {
    const { width, height, frameCount } = clip.video
    const found = flickering(feature.meanAbsoluteDifferences)
    const stands = isStatic(feature.largestMagnitudes, Math.min(width, height), frameCount)
    return stands || found.status !== 'scored'
      ? found
      : { status: 'excluded', problem: problem('CLIP_MOVES', {}) }
  },
}

function flickering(differences: readonly number[]): Score {
  if (differences.length === 0) return tooFewFrames(1, 2)
  // upstream keeps the differences and their mean in float32
  const average = Math.fround(mean(differences.map(Math.fround)))
  return scored((255 - average) / 255, 1, { meanAbsoluteDifferences: differences })
}
