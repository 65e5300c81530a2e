/** Why a tokenizer file cannot be used; the opener adds the file's name and turns it into an error for the user. */
export class TokenizerFormatError extends Error {
  override readonly name = 'TokenizerFormatError'
}

/** Most bytes of a tokenizer file; T5's JSON form is the largest in use, 2.4 MB. */
export const maxTokenizerBytes = 64 * 2 ** 20

/** Most entries of a vocabulary; XLM-R, among the largest in use, has 250,002. */
export const maxVocabulary = 1_000_000

/** Longest entry, UTF-16 units: bounds the time that a text takes. The longest of CLIP's has 33. */
export const maxPieceLength = 256
