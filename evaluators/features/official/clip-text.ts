import { BenchError } from '../../../bench/errors.ts'
import { type ClipTokenizer, clipTokenizer } from '../../../bench/models/tokenizers/clip-tokenizer.ts'
import { readClipPairs } from '../../../bench/models/tokenizers/clip-vocabulary.ts'
import type { BackboneContext } from '../../contract.ts'
import { clipPairsFile } from './networks.ts'
import { openTokenizer } from './tokenizer-file.ts'

/** CLIP's tokenizer as VBench uses it. Throws TOKENIZER_UNREADABLE. */
export const openClipTokenizer = (context: BackboneContext): Promise<ClipTokenizer> =>
  openTokenizer(context, clipPairsFile, (bytes) => clipTokenizer(readClipPairs(bytes), 'openai'))

/** Throws PROMPT_TOO_LONG for a text that CLIP does not take whole; upstream stops there as well. */
export function expectFits({ words }: ClipTokenizer, text: string, length: number): void {
  // with the tokens of start and end
  const found = words(text).length + 2
  if (found > length) throw new BenchError('PROMPT_TOO_LONG', { prompt: text, found, expected: length })
}
