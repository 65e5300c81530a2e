import { type Tensor, tensor } from '../../tensor/tensor.ts'

/** Turns text into the ids that a network was trained on. */
export interface Tokenizer {
  /** At most `maxLength` ids, special tokens included, not padded. */
  encode(text: string, maxLength: number): number[]
  /** Fills up short sequences. */
  readonly padId: number
}

/** Ids of several texts, [B, maxLength], padded at the end. Upstream attends to the padding as well. */
export function paddedIds(
  tokenizer: Tokenizer,
  texts: readonly string[],
  maxLength: number,
): Tensor<'int64'> {
  const ids = new BigInt64Array(texts.length * maxLength).fill(BigInt(tokenizer.padId))
  texts.forEach((text, row) => {
    ids.set(tokenizer.encode(text, maxLength).map(BigInt), row * maxLength)
  })
  return tensor('int64', [texts.length, maxLength], ids)
}
