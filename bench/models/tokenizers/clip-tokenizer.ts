import { type BytePairModel, bytePairEncoder } from './byte-pairs.ts'
import { clipSpecial } from './clip-vocabulary.ts'
import { fixText } from './fix-text.ts'
import { TokenizerFormatError } from './format-error.ts'
import { unescapeLoosely } from './html-entities.ts'
import type { Tokenizer } from './tokenizer.ts'

/**
 * Two codes clean text differently: `transformers` (Open-Sora) mends it with ftfy; `openai` (VBench) then also unescapes
 * HTML twice.
 */
export type ClipCleaning = 'transformers' | 'openai'

/** Words, digits one by one, and runs of the rest (openai/CLIP, clip/simple_tokenizer.py). */
const wordPattern =
  /<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/giu

export interface ClipTokenizer extends Tokenizer {
  /** Ids of a text without its ends, however long. */
  words(text: string): number[]
}

/**
 * CLIP's tokenizer: start, byte pairs of the cleaned lower-case text, end. Too long texts are cut before the end.
 *
 * Source: Radford et al. 2021, section 2.4; openai/CLIP, clip/simple_tokenizer.py; transformers,
 * models/clip/tokenization_clip.py.
 */
export function clipTokenizer(model: BytePairModel, cleaning: ClipCleaning): ClipTokenizer {
  const idOf = (text: string) => {
    const id = model.ids.get(text)
    if (id === undefined) throw new TokenizerFormatError(`has no entry ${text}: it is not CLIP's vocabulary`)
    return id
  }
  const special = new Map(Object.values(clipSpecial).map((text) => [text as string, idOf(text)]))
  const [start, end] = [idOf(clipSpecial.start), idOf(clipSpecial.end)]
  const encode = bytePairEncoder(model)
  const words = (text: string) =>
    [...cleanText(text, cleaning).matchAll(wordPattern)].flatMap(([word]) => {
      const id = special.get(word)
      return id === undefined ? encode(word) : [id]
    })
  return {
    // transformers fills up with the end token (tokenizer_config.json of clip-vit-large-patch14), openai with 0
    padId: cleaning === 'transformers' ? end : 0,
    words,
    encode: (text, maxLength) => [start, ...words(text).slice(0, maxLength - 2), end],
  }
}

function cleanText(text: string, cleaning: ClipCleaning): string {
  const fixed = fixText(text)
  const plain = cleaning === 'openai' ? unescapeLoosely(unescapeLoosely(fixed)) : fixed
  return plain.replace(/\s+/g, ' ').trim().toLowerCase()
}
