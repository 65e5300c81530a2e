import { readFile } from 'node:fs/promises'
import { BenchError } from '../../../bench/errors.ts'
import { TokenizerFormatError } from '../../../bench/models/tokenizers/format-error.ts'
import type { BackboneContext } from '../../contract.ts'

/** BERT's entries, one a line, which GRiT and Tag2Text write with. */
export const bertWordsFile = 'bert-base-uncased-vocab.txt'

/** The tokenizer that a file of the weights table holds. Throws TOKENIZER_UNREADABLE. */
export async function openTokenizer<T>(
  context: BackboneContext,
  name: string,
  read: (bytes: Uint8Array) => T,
): Promise<T> {
  const path = context.weightPath(name)
  try {
    return read(await readFile(path))
  } catch (cause) {
    if (!(cause instanceof TokenizerFormatError)) throw cause
    throw new BenchError('TOKENIZER_UNREADABLE', { path, found: cause.message, name }, { cause })
  }
}
