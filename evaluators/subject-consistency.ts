import { vbench } from './citation.ts'
import { frameConsistency } from './consistency.ts'
import type { Evaluator } from './contract.ts'

/** Whether the subject keeps its look: similarity of the frames in the subject embedder's space. */
export const subjectConsistency: Evaluator<'subject-embedder'> = {
  meta: {
    id: 'subject-consistency',
    title: 'Subject consistency',
    unit: 'cosine similarity',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'subject-embedder',
    needsPrompt: false,
    citation: vbench('subject_consistency'),
  },
  score: ({ feature }) => frameConsistency(feature.embeddings),
}
