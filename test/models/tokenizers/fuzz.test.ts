import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { byteCharacters } from '../../../bench/models/tokenizers/byte-characters.ts'
import { clipTokenizer } from '../../../bench/models/tokenizers/clip-tokenizer.ts'
import { readClipPairs } from '../../../bench/models/tokenizers/clip-vocabulary.ts'
import { TokenizerFormatError } from '../../../bench/models/tokenizers/format-error.ts'
import { readSentencePieceModel } from '../../../bench/models/tokenizers/sentencepiece-model.ts'
import { readBytePairJson, readUnigramJson } from '../../../bench/models/tokenizers/tokenizer-json.ts'
import { unigramEncoder } from '../../../bench/models/tokenizers/unigram.ts'
import { readWordPieces, wordPieceTokenizer } from '../../../bench/models/tokenizers/word-piece.ts'
import { type Random, seededRandom } from '../../../bench/tensor/random.ts'

/**
 * Mutated files: each must be read and used, or refused with TokenizerFormatError. BENCH_FUZZ_RUNS raises the number of
 * runs per file; `npm run test:fuzz` makes 25,000 of each.
 */
const runs = Number(process.env.BENCH_FUZZ_RUNS ?? 600)

const model = gunzipSync(
  readFileSync(fileURLToPath(new URL('../../fixtures/tokenizers/unigram.model.gz', import.meta.url))),
)
const text = 'A cat & ｆｕｌｌ ﬁne 日本 ☃☃ <extra_id_0>'

/** The seed file, where its structure lies (most of a model is one table), and what is done with a mutated copy. */
interface Target {
  readonly bytes: Buffer
  readonly structureBytes: number
  use(bytes: Buffer): unknown
}

const characters = [...byteCharacters, ...byteCharacters.map((c) => `${c}</w>`), 'ca', 'cat</w>']
const targets: Readonly<Record<string, Target>> = {
  'SentencePiece model': {
    bytes: model,
    structureBytes: 12_000,
    use: (bytes) => unigramEncoder(readSentencePieceModel(bytes))(text),
  },
  'Unigram JSON': {
    bytes: Buffer.from(
      JSON.stringify({
        normalizer: { type: 'Precompiled', precompiled_charsmap: '' },
        model: {
          type: 'Unigram',
          unk_id: 2,
          vocab: [
            ['<pad>', 0],
            ['</s>', 0],
            ['<unk>', 0],
            ['▁a', -1.5],
            ['▁', -3],
            ['cat', -2],
          ],
        },
      }),
    ),
    structureBytes: 300,
    use: (bytes) => unigramEncoder(readUnigramJson(bytes))(text),
  },
  'byte-pair JSON': {
    bytes: Buffer.from(
      JSON.stringify({
        model: {
          merges: ['c a', 'ca t</w>'],
          type: 'BPE',
          end_of_word_suffix: '</w>',
          vocab: Object.fromEntries(
            [...characters, '<|startoftext|>', '<|endoftext|>'].map((c, i) => [c, i]),
          ),
        },
      }),
    ),
    structureBytes: 8000,
    use: (bytes) => clipTokenizer(readBytePairJson(bytes), 'openai').encode(text, 77),
  },
  'list of byte pairs': {
    bytes: Buffer.from(['#version', ...Array.from({ length: 48_894 }, () => 'c a')].join('\n')),
    structureBytes: 100,
    use: (bytes) => readClipPairs(bytes),
  },
  'word pieces': {
    bytes: Buffer.from(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'cat', '##s'].join('\n')),
    structureBytes: 40,
    use: (bytes) => wordPieceTokenizer(readWordPieces(bytes)).encode(text, 40),
  },
}

test.each(Object.keys(targets))(
  '%s: mutated bytes are read or refused, nothing else',
  { timeout: 900_000 },
  (name) => {
    const { bytes, structureBytes, use } = targets[name]!
    expect(() => use(bytes)).not.toThrow()
    const random = seededRandom(name)
    // a list of 48,894 lines takes milliseconds to read
    const count = name === 'list of byte pairs' ? Math.ceil(runs / 20) : runs
    let refused = 0
    for (let i = 0; i < count; i++) {
      try {
        use(mutate(bytes, structureBytes, random))
      } catch (error) {
        if (!(error instanceof TokenizerFormatError)) throw error
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(0)
  },
)

/** One to four edits: a changed byte, a flipped bit, a cut, a repeat, an extreme word. */
function mutate(seed: Buffer, structureBytes: number, random: Random): Buffer {
  let bytes = Buffer.from(seed)
  for (let edits = 1 + random.integer(4); edits > 0 && bytes.length > 8; edits--) {
    const reach = random.next() < 0.8 ? Math.min(structureBytes, bytes.length) : bytes.length
    // structure lies at the end of a SentencePiece model as well
    const at =
      random.next() < 0.2
        ? bytes.length - 8 - random.integer(Math.min(64, bytes.length - 8) + 1)
        : random.integer(reach)
    const kind = random.integer(5)
    if (kind === 0) bytes[Math.max(at, 0)] = random.integer(256)
    else if (kind === 1) bytes[Math.max(at, 0)]! ^= 1 << random.integer(8)
    else if (kind === 2) bytes = bytes.subarray(0, Math.max(at, 1))
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(at - 16, 0))])
    else
      bytes.writeUInt32LE(
        [0, 0xffffffff, 0x7fffffff, 0x80000000][random.integer(4)]!,
        Math.max(0, Math.min(at, bytes.length - 4)),
      )
  }
  return bytes
}
