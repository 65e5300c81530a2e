import { vbench } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { videoTextSimilarity } from './video-text.ts'

/** Whether the clip shows what the prompt says: similarity of clip and text. */
export const overallConsistency: Evaluator<'video-text-embedder'> = {
  meta: {
    id: 'overall-consistency',
    title: 'Overall consistency',
    unit: 'cosine similarity',
    range: [-1, 1],
    higherIsBetter: true,
    version: 1,
    role: 'video-text-embedder',
    needsPrompt: true,
    citation: vbench('overall_consistency'),
  },
  query: (prompt) => prompt.text,
  score: videoTextSimilarity,
}
