import { problem } from '../bench/errors.ts'
import { readAuxiliary } from './auxiliary.ts'
import { vbench } from './citation.ts'
import { cosine } from './consistency.ts'
import type { Evaluator } from './contract.ts'
import { mean, scored, tooFewFrames, unscored } from './scored.ts'

/** Similarity of every frame to the words of the asked style; the mean over a data set runs over frames. */
export const appearanceStyle: Evaluator<'style-embedder'> = {
  meta: {
    id: 'appearance-style',
    title: 'Appearance style',
    unit: 'scaled cosine similarity',
    range: [-1, 1],
    higherIsBetter: true,
    version: 1,
    role: 'style-embedder',
    needsPrompt: true,
    citation: vbench('appearance_style'),
  },
  query(prompt) {
    const asked = readAuxiliary(prompt, 'appearance-style')
    return 'problem' in asked ? null : asked.value.appearance_style
  },
  score({ prompt, feature, text }) {
    const asked = readAuxiliary(prompt, 'appearance-style')
    if ('problem' in asked) return unscored(asked.problem)
    if (feature.embeddings.length === 0) return tooFewFrames(0, 1)
    if (text === undefined) return unscored(textMissing('style-embedder'))
    // upstream divides CLIP's logits by 100; they carry the checkpoint's own scale
    const similarities = feature.embeddings.map((frame) => (feature.logitScale * cosine(frame, text)) / 100)
    return scored(mean(similarities), similarities.length, { frameResults: similarities })
  },
}

/** A backbone of a text role that gave no embedding of the text. */
export function textMissing(role: string) {
  return problem('FEATURE_INVALID', {
    role,
    found: 'no text embedding',
    expected: 'one for the words of the prompt',
  })
}
