import { vbench } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { videoTextSimilarity } from './video-text.ts'

/** Whether the camera moves or the time runs as the prompt says: similarity of clip and text. */
export const temporalStyle: Evaluator<'video-text-embedder'> = {
  meta: {
    id: 'temporal-style',
    title: 'Temporal style',
    unit: 'cosine similarity',
    range: [-1, 1],
    higherIsBetter: true,
    version: 1,
    role: 'video-text-embedder',
    needsPrompt: true,
    citation: vbench('temporal_style'),
  },
  query: (prompt) => prompt.text,
  score: videoTextSimilarity,
}
