import { maxVocabulary, TokenizerFormatError } from './format-error.ts'
import { bytesOf, floatOf, numberOf, readFields, textOf } from './protobuf.ts'
import { checkUnigramModel, type NormaliserSpec, type Piece, type UnigramModel } from './unigram-model.ts'

// Field numbers and values below: google/sentencepiece, src/sentencepiece_model.proto
const unigram = 1
const pieceKinds = ['normal', 'unknown', 'other', 'user-defined'] as const

/**
 * Reads a SentencePiece model (`spiece.model`). Throws TokenizerFormatError for damaged files and for what is not a
 * Unigram model as T5's: other model types, byte fallback, white space as a suffix.
 */
export function readSentencePieceModel(bytes: Uint8Array): UnigramModel {
  const pieces: Piece[] = []
  let normaliser: NormaliserSpec | undefined
  for (const field of readFields(bytes)) {
    if (field.number === 1) pieces.push(readPiece(bytesOf(field)))
    else if (field.number === 2) checkTrainer(bytesOf(field))
    else if (field.number === 3) normaliser = readNormaliser(bytesOf(field))
    if (pieces.length > maxVocabulary) throw new TokenizerFormatError(`has more than ${maxVocabulary} pieces`)
  }
  if (!normaliser) throw new TokenizerFormatError('does not say how text is normalised')
  const unknownId = pieces.findIndex(({ kind }) => kind === 'unknown')
  return checkUnigramModel({ pieces, unknownId, normaliser })
}

function readPiece(bytes: Uint8Array): Piece {
  let text = ''
  let score = 0
  let type = 1
  for (const field of readFields(bytes)) {
    if (field.number === 1) text = textOf(field)
    else if (field.number === 2) score = floatOf(field)
    else if (field.number === 3) type = numberOf(field)
  }
  return { text, score, kind: pieceKinds[type - 1] ?? 'other' }
}

function checkTrainer(bytes: Uint8Array): void {
  for (const field of readFields(bytes)) {
    if (field.number === 3 && numberOf(field) !== unigram) {
      throw new TokenizerFormatError(`is a model of type ${numberOf(field)}; expected ${unigram}, Unigram`)
    }
    if (field.number === 24 && numberOf(field) !== 0) {
      throw new TokenizerFormatError('marks white space at the end of words, which is not supported')
    }
    if (field.number === 35 && numberOf(field) !== 0) {
      throw new TokenizerFormatError('falls back to bytes, which is not supported')
    }
  }
}

function readNormaliser(bytes: Uint8Array): NormaliserSpec {
  let spec: NormaliserSpec = {
    charsmap: new Uint8Array(),
    addDummyPrefix: true,
    removeExtraWhitespaces: true,
    escapeWhitespaces: true,
  }
  for (const field of readFields(bytes)) {
    if (field.number === 2) spec = { ...spec, charsmap: bytesOf(field) }
    else if (field.number === 3) spec = { ...spec, addDummyPrefix: numberOf(field) !== 0 }
    else if (field.number === 4) spec = { ...spec, removeExtraWhitespaces: numberOf(field) !== 0 }
    else if (field.number === 5) spec = { ...spec, escapeWhitespaces: numberOf(field) !== 0 }
  }
  return spec
}
