import { vbench } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { mean, scored, tooFewFrames } from './scored.ts'

/** Mean image quality of the frames; the role gives 0 … 100, and so do upstream's results of single videos. */
export const imagingQuality: Evaluator<'image-quality'> = {
  meta: {
    id: 'imaging-quality',
    title: 'Imaging quality',
    unit: 'score of 100, divided by 100',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'image-quality',
    needsPrompt: false,
    citation: vbench('imaging_quality'),
  },
  score({ feature }) {
    if (feature.scores.length === 0) return tooFewFrames(0, 1)
    const average = mean(feature.scores)
    return scored(average / 100, 1, { videoResults: average })
  },
}
