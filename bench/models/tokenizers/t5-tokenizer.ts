import { TokenizerFormatError } from './format-error.ts'
import { type SpecialToken, splitSpecialTokens } from './special-tokens.ts'
import type { Tokenizer } from './tokenizer.ts'
import { unigramEncoder } from './unigram.ts'
import type { UnigramModel } from './unigram-model.ts'

// transformers, models/t5/tokenization_t5.py, T5Tokenizer
const names = { end: '</s>', pad: '<pad>', unknown: '<unk>' } as const
const sentinelCount = 100

/**
 * T5's tokenizer in the form that Open-Sora uses: SentencePiece, then the end token; too long texts are cut before it.
 * `<pad>`, `</s>`, `<unk>` and `<extra_id_0>` … `<extra_id_99>` in a text are those tokens.
 *
 * Source: Raffel et al. 2020, section 3.1.1; transformers, tokenization_t5.py with legacy=True.
 */
export function t5Tokenizer(model: UnigramModel): Tokenizer {
  const idOf = (text: string) => {
    const id = model.pieces.findIndex((piece) => piece.text === text)
    if (id < 0) throw new TokenizerFormatError(`has no piece ${text}: it is not the vocabulary of T5`)
    return id
  }
  const [endId, padId] = [idOf(names.end), idOf(names.pad)]
  const special: SpecialToken[] = [
    ...Object.values(names).map((text) => ({ text, id: idOf(text), takesSpaces: false })),
    ...sentinels(model),
  ]
  const encode = unigramEncoder(model)
  return {
    padId,
    encode(text, maxLength) {
      const parts = splitSpecialTokens(text, special)
      const ids = parts.flatMap((part) => (typeof part === 'number' ? [part] : encode(part)))
      const kept = ids.slice(0, maxLength - 1)
      return kept.at(-1) === endId ? kept : [...kept, endId]
    },
  }
}

/** The sentinels of T5's training lie behind the pieces, the first one last; JSON files list them as pieces. */
function sentinels({ pieces }: UnigramModel): SpecialToken[] {
  const listed = new Map(pieces.map(({ text }, id) => [text, id]))
  return Array.from({ length: sentinelCount }, (_, i) => {
    const text = `<extra_id_${i}>`
    return { text, id: listed.get(text) ?? pieces.length + sentinelCount - 1 - i, takesSpaces: true }
  })
}
