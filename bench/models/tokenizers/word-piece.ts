import { maxPieceLength, maxVocabulary, TokenizerFormatError } from './format-error.ts'
import type { Tokenizer } from './tokenizer.ts'

// BERT's special entries (google-research/bert, tokenization.py; transformers, models/bert/tokenization_bert.py)
const names = { pad: '[PAD]', unknown: '[UNK]', start: '[CLS]', end: '[SEP]', mask: '[MASK]' } as const

/** Longest word that is cut into pieces, characters; longer ones are unknown (tokenization_bert.py). */
const maxWordCharacters = 100

export interface WordPieceTokenizer extends Tokenizer {
  /** Text of ids without special entries; pieces of a word are joined. */
  decode(ids: readonly number[]): string
  /** Id of an entry as it stands in the vocabulary, special ones too. Throws TokenizerFormatError. */
  idOf(entry: string): number
}

/** Reads a vocabulary of one entry a line. */
export function readWordPieces(bytes: Uint8Array): ReadonlyMap<string, number> {
  const lines = Buffer.from(bytes).toString('utf8').replace(/\n$/, '').split('\n')
  if (lines.length > maxVocabulary) throw new TokenizerFormatError(`has more than ${maxVocabulary} lines`)
  const ids = new Map<string, number>()
  lines.forEach((line, id) => {
    const entry = line.replace(/\r$/, '')
    if (entry.length > maxPieceLength) throw new TokenizerFormatError(`line ${id + 1} is too long`)
    ids.set(entry, id)
  })
  return ids
}

/**
 * BERT's tokenizer for lower-case vocabularies: words and punctuation, then the longest pieces from the left.
 *
 * @param added special entries that a network adds after the end of the vocabulary
 *
 * Source: Devlin et al. 2019, section 3; Schuster and Nakajima 2012; transformers, tokenization_bert.py.
 */
export function wordPieceTokenizer(
  vocabulary: ReadonlyMap<string, number>,
  added: readonly string[] = [],
): WordPieceTokenizer {
  const addedIds = new Map(added.map((entry, i) => [entry, vocabulary.size + i]))
  const idOf = (entry: string) => {
    const id = addedIds.get(entry) ?? vocabulary.get(entry)
    if (id === undefined) throw new TokenizerFormatError(`has no entry ${entry}: it is not BERT's vocabulary`)
    return id
  }
  const [padId, unknown, start, end] = [
    idOf(names.pad),
    idOf(names.unknown),
    idOf(names.start),
    idOf(names.end),
  ]
  const special = new Set([padId, unknown, start, end, idOf(names.mask), ...addedIds.values()])
  const texts = new Map([...vocabulary].map(([entry, id]) => [id, entry]))
  return {
    padId,
    idOf,
    encode(text, maxLength) {
      const ids = wordsOf(text).flatMap((word) => piecesOf(word, vocabulary) ?? [unknown])
      return [start, ...ids.slice(0, maxLength - 2), end]
    },
    decode(ids) {
      const pieces = ids.filter((id) => !special.has(id)).map((id) => texts.get(id) ?? names.unknown)
      return tidy(pieces.join(' ').replaceAll(' ##', ''))
    },
  }
}

function wordsOf(text: string): string[] {
  const cleaned = text
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]/gu, (c) => (/[\t\n\r]/.test(c) ? ' ' : ''))
    .replace(/[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu, ' $& ')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
  // punctuation stands alone; so do ASCII's symbols
  return cleaned
    .replace(/[\p{P}!-/:-@[-`{-~]/gu, ' $& ')
    .split(/\s+/)
    .filter(Boolean)
}

function piecesOf(word: string, vocabulary: ReadonlyMap<string, number>): number[] | null {
  const characters = [...word]
  if (characters.length > maxWordCharacters) return null
  const ids: number[] = []
  for (let at = 0; at < characters.length; ) {
    let end = characters.length
    let id: number | undefined
    for (; end > at; end--) {
      id = vocabulary.get((at > 0 ? '##' : '') + characters.slice(at, end).join(''))
      if (id !== undefined) break
    }
    if (id === undefined) return null
    ids.push(id)
    at = end
  }
  return ids
}

/** Spaces before punctuation and within contractions go (transformers, clean_up_tokenization). */
function tidy(text: string): string {
  const closing = text.replace(/ ([.?!,])/g, '$1').replace(/ ' /g, "'")
  return closing.replace(/ (n't|'m|'s|'ve|'re)/g, '$1')
}
