import { imageToVideo } from './citation.ts'
import type { Evaluator } from './contract.ts'
import { imageConsistency } from './image-consistency.ts'
import { unscoredWithoutImage } from './scored.ts'

/** Whether the subject of the picture that a clip was made from stays itself: DINO's space. */
export const i2vSubject: Evaluator<'i2v-subject-embedder'> = {
  meta: {
    id: 'i2v-subject',
    title: 'Image-to-video subject',
    unit: 'cosine similarity',
    range: [0, 1],
    higherIsBetter: true,
    version: 1,
    role: 'i2v-subject-embedder',
    needsPrompt: false,
    needsImage: true,
    citation: imageToVideo('i2v_subject'),
  },
  score: ({ feature, image }) =>
    image === undefined ? unscoredWithoutImage() : imageConsistency(feature.embeddings, image),
}
