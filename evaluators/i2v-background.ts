import { imageToVideo } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { imageConsistency } from './image-consistency.ts'
import { unscoredWithoutImage } from './scored.ts'

/** The same for the scene around it: DreamSim's space, learned from people's judgements of likeness. */
export const i2vBackground: Evaluator<'i2v-background-embedder'> = {
  meta: {
    id: 'i2v-background',
    title: 'Image-to-video background',
    unit: 'cosine similarity',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'i2v-background-embedder',
    needsPrompt: false,
    needsImage: true,
    citation: imageToVideo('i2v_background'),
  },
  score: ({ feature, image }) =>
    image === undefined ? unscoredWithoutImage() : imageConsistency(feature.embeddings, image),
}
