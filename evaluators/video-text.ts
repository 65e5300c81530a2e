import type { Score } from '../bench/records/score.ts'
import { textMissing } from './appearance-style.ts'
import { cosine } from './consistency.ts'
import type { EvaluatorInput } from './contract.ts'
import { scored, unscored } from './scored.ts'

/** Cosine of the clip and its prompt. Upstream's temporal-style and overall-consistency are this one computation. */
export function videoTextSimilarity({ feature, text }: EvaluatorInput<'video-text-embedder'>): Score {
  if (text === undefined) return unscored(textMissing('video-text-embedder'))
  return scored(cosine(feature.embedding, text), 1)
}
