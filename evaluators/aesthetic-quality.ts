import { vbench } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { mean, scored, tooFewFrames } from './scored.ts'

/** Mean aesthetic score of the frames; the role gives 0 … 10. */
export const aestheticQuality: Evaluator<'aesthetic'> = {
  meta: {
    id: 'aesthetic-quality',
    title: 'Aesthetic quality',
    unit: 'score of 10, divided by 10',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'aesthetic',
    needsPrompt: false,
    citation: vbench('aesthetic_quality'),
  },
  score({ feature }) {
    if (feature.scores.length === 0) return tooFewFrames(0, 1)
    return scored(mean(feature.scores) / 10, 1)
  },
}
