import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { BenchError } from '../../errors.ts'
import { clipTokenizer } from '../../models/tokenizers/clip-tokenizer.ts'
import { readClipPairs } from '../../models/tokenizers/clip-vocabulary.ts'
import { maxTokenizerBytes, TokenizerFormatError } from '../../models/tokenizers/format-error.ts'
import { readSentencePieceModel } from '../../models/tokenizers/sentencepiece-model.ts'
import { t5Tokenizer } from '../../models/tokenizers/t5-tokenizer.ts'
import type { Tokenizer } from '../../models/tokenizers/tokenizer.ts'
import { readBytePairJson, readUnigramJson } from '../../models/tokenizers/tokenizer-json.ts'

type Reader = (bytes: Uint8Array) => Tokenizer

/** Files of a tokenizer, in the order in which they are looked for. */
const t5Files: Readonly<Record<string, Reader>> = {
  'spiece.model': (bytes) => t5Tokenizer(readSentencePieceModel(bytes)),
  'tokenizer.json': (bytes) => t5Tokenizer(readUnigramJson(bytes)),
}
const clipFiles: Readonly<Record<string, Reader>> = {
  'tokenizer.json': (bytes) => clipTokenizer(readBytePairJson(bytes), 'transformers'),
  'bpe_simple_vocab_16e6.txt.gz': (bytes) => clipTokenizer(readClipPairs(bytes), 'transformers'),
}

/** T5's tokenizer from its folder. Throws WEIGHT_FILE_MISSING and TOKENIZER_UNREADABLE. */
export const openT5Tokenizer = (folder: string): Promise<Tokenizer> => open(folder, t5Files)

/** CLIP's tokenizer from its folder. Throws WEIGHT_FILE_MISSING and TOKENIZER_UNREADABLE. */
export const openClipTokenizer = (folder: string): Promise<Tokenizer> => open(folder, clipFiles)

async function open(folder: string, files: Readonly<Record<string, Reader>>): Promise<Tokenizer> {
  for (const [name, read] of Object.entries(files)) {
    const path = join(folder, name)
    const facts = await stat(path).catch(() => null)
    if (!facts?.isFile()) continue
    if (facts.size > maxTokenizerBytes)
      throw unreadable(path, `has ${facts.size} bytes, too many for a tokenizer`)
    return readWith(path, await readFile(path), read)
  }
  throw new BenchError('WEIGHT_FILE_MISSING', { path: join(folder, Object.keys(files).join(' or ')) })
}

function readWith(path: string, bytes: Uint8Array, read: Reader): Tokenizer {
  try {
    return read(bytes)
  } catch (error) {
    if (!(error instanceof TokenizerFormatError)) throw error
    throw unreadable(path, error.message, error)
  }
}

const unreadable = (path: string, found: string, cause?: unknown) =>
  new BenchError('TOKENIZER_UNREADABLE', { path, name: basename(path), found }, { cause })
