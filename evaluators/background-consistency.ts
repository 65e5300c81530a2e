import { vbench } from './citation.ts'
import { frameConsistency } from './consistency.ts'
import type { Evaluator } from './contract.ts'

/** Whether the scene behind the subject stays the same: similarity of the frames in the background embedder's space. */
export const backgroundConsistency: Evaluator<'background-embedder'> = {
  meta: {
    id: 'background-consistency',
    title: 'Background consistency',
    unit: 'cosine similarity',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'background-embedder',
    needsPrompt: false,
    citation: vbench('background_consistency'),
  },
  score: ({ feature }) => frameConsistency(feature.embeddings),
}
