import { maxPieceLength, maxVocabulary, TokenizerFormatError } from './format-error.ts'

/** How a piece may be used: SentencePiece's types, of which only the first and the third match text. */
export type PieceKind = 'normal' | 'unknown' | 'user-defined' | 'other'

export interface Piece {
  readonly text: string
  /** Log probability. */
  readonly score: number
  readonly kind: PieceKind
}

/** What a text goes through before it is cut into pieces. */
export interface NormaliserSpec {
  /** A map of character sequences, as SentencePiece compiles it; empty for none. */
  readonly charsmap: Uint8Array
  readonly addDummyPrefix: boolean
  readonly removeExtraWhitespaces: boolean
  readonly escapeWhitespaces: boolean
}

/** A Unigram language model over pieces; a piece's place is its id. */
export interface UnigramModel {
  readonly pieces: readonly Piece[]
  readonly unknownId: number
  readonly normaliser: NormaliserSpec
}

/** Each is looked for at every character, so their number bounds the time that a text takes. T5 has none. */
const maxUserDefined = 1000

/** The model, when it makes sense: bounded, without empty or repeated pieces, with finite scores and an unknown piece. */
export function checkUnigramModel(model: UnigramModel): UnigramModel {
  const { pieces, unknownId } = model
  if (pieces.length === 0 || pieces.length > maxVocabulary) {
    throw new TokenizerFormatError(`has ${pieces.length} pieces; expected 1 to ${maxVocabulary}`)
  }
  if (pieces[unknownId] === undefined) throw new TokenizerFormatError('names no piece for what is unknown')
  const userDefined = pieces.filter(({ kind }) => kind === 'user-defined').length
  if (userDefined > maxUserDefined) {
    throw new TokenizerFormatError(
      `has ${userDefined} user-defined pieces; expected at most ${maxUserDefined}`,
    )
  }
  const seen = new Set<string>()
  pieces.forEach(({ text, score }, id) => {
    if (text === '' || text.length > maxPieceLength) {
      throw new TokenizerFormatError(
        `piece ${id} has ${text.length} characters; expected 1 to ${maxPieceLength}`,
      )
    }
    if (!Number.isFinite(score)) throw new TokenizerFormatError(`piece ${id} has the score ${score}`)
    if (seen.has(text)) throw new TokenizerFormatError(`piece ${id} repeats "${text}"`)
    seen.add(text)
  })
  return model
}
