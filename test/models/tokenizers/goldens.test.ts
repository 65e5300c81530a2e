import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { clipTokenizer } from '../../../bench/models/tokenizers/clip-tokenizer.ts'
import { readClipPairs } from '../../../bench/models/tokenizers/clip-vocabulary.ts'
import { readSentencePieceModel } from '../../../bench/models/tokenizers/sentencepiece-model.ts'
import { t5Tokenizer } from '../../../bench/models/tokenizers/t5-tokenizer.ts'
import { paddedIds } from '../../../bench/models/tokenizers/tokenizer.ts'
import { readBytePairJson, readUnigramJson } from '../../../bench/models/tokenizers/tokenizer-json.ts'
import { unigramEncoder } from '../../../bench/models/tokenizers/unigram.ts'
import { readWordPieces, wordPieceTokenizer } from '../../../bench/models/tokenizers/word-piece.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'

const fixture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/tokenizers/${name}`, import.meta.url)))
const ids = z.array(z.int())

describe('a SentencePiece model gives the ids of the original library', () => {
  const model = readSentencePieceModel(gunzipSync(fixture('unigram.model.gz')))
  const { rows } = z
    .object({ rows: z.array(z.object({ text: z.string(), ids })) })
    .parse(JSON.parse(fixture('unigram.json').toString('utf8')))

  test('635 texts of many scripts, with the normalisation of T5', () => {
    const encode = unigramEncoder(model)
    expect(rows.length).toBeGreaterThan(600)
    for (const row of rows) expect([row.text, encode(row.text)]).toEqual([row.text, row.ids])
  })

  test('the JSON form of the model gives the same ids', () => {
    const json = {
      normalizer: {
        type: 'Sequence',
        normalizers: [
          {
            type: 'Precompiled',
            precompiled_charsmap: Buffer.from(model.normaliser.charsmap).toString('base64'),
          },
          { type: 'Strip' },
          { type: 'Replace' },
        ],
      },
      model: {
        type: 'Unigram',
        unk_id: model.unknownId,
        vocab: model.pieces.map(({ text, score }) => [text, score]),
      },
    }
    const encode = unigramEncoder(readUnigramJson(Buffer.from(JSON.stringify(json))))
    for (const row of rows) expect([row.text, encode(row.text)]).toEqual([row.text, row.ids])
  })

  const t5 = t5Tokenizer(model)
  const plain = unigramEncoder(model)

  test('T5 ends a text, cuts long ones before the end, and fills up short ones', () => {
    const [pad, end] = [0, 1]
    const text = 'a cat walking on the beach. 24 FPS.'
    expect(t5.encode(text, 512)).toEqual([...plain(text), end])
    expect(t5.encode('', 512)).toEqual([end])
    expect(t5.encode(text.repeat(100), 16)).toEqual([...plain(text.repeat(100)).slice(0, 15), end])
    const padded = paddedIds(t5, ['a cat', ''], 12)
    expect(padded.shape).toEqual([2, 12])
    expect([...padded.data].slice(12).map(Number)).toEqual([end, ...Array.from({ length: 11 }, () => pad)])
  })

  test('special tokens in a text are those tokens, and sentinels take the spaces beside them', () => {
    const count = model.pieces.length
    expect(t5.encode('a cat <extra_id_0> on <extra_id_99>', 64)).toEqual([
      ...plain('a cat'),
      count + 99,
      ...plain('on'),
      count,
      1,
    ])
    expect(t5.encode('a cat</s>', 64)).toEqual([...plain('a cat'), 1])
    expect(t5.encode('<pad>a<unk>', 64)).toEqual([0, ...plain('a'), 2, 1])
  })
})

describeShared('CLIP and BERT tokenizers give the recorded ids', () => {
  const golden = (name: string) =>
    JSON.parse(readFileSync(sharedPath(`fixtures/vbench/tokenizer/${name}`), 'utf8')) as unknown
  const clip = readClipPairs(readFileSync(sharedPath('data/bpe_simple_vocab_16e6.txt.gz')))

  test('CLIP: words, 77 ids and 32 ids of 48 texts', () => {
    const tokenizer = clipTokenizer(clip, 'openai')
    const { rows } = z
      .object({
        rows: z.array(
          z.object({
            text: z.string(),
            bpe_ids: ids,
            clip_tokenize_77_truncate: ids,
            viclip_tokenize_32: ids,
          }),
        ),
      })
      .parse(golden('clip_tokens.json'))
    expect(rows.length).toBe(48)
    for (const { text, bpe_ids, clip_tokenize_77_truncate, viclip_tokenize_32 } of rows) {
      expect([text, tokenizer.words(text)]).toEqual([text, bpe_ids])
      expect([text, tokenizer.encode(text, 77)]).toEqual([text, clip_tokenize_77_truncate])
      expect([text, tokenizer.encode(text, 32)]).toEqual([text, viclip_tokenize_32])
    }
  })

  test('CLIP in the form of Open-Sora fills up with the end token', () => {
    const padded = paddedIds(clipTokenizer(clip, 'transformers'), ['a photo of a cat.'], 77)
    expect([...padded.data].slice(0, 9).map(Number)).toEqual([
      49406, 320, 1125, 539, 320, 2368, 269, 49407, 49407,
    ])
    expect(padded.data.at(-1)).toBe(49407n)
  })

  test('the JSON form of CLIP gives the same ids', () => {
    const json = {
      model: {
        type: 'BPE',
        continuing_subword_prefix: '',
        end_of_word_suffix: '</w>',
        vocab: Object.fromEntries(clip.ids),
        merges: [...clip.ranks.keys()],
      },
    }
    const tokenizer = clipTokenizer(readBytePairJson(Buffer.from(JSON.stringify(json))), 'openai')
    expect(tokenizer.words('An astronaut is riding a horse in the space')).toEqual(
      clipTokenizer(clip, 'openai').words('An astronaut is riding a horse in the space'),
    )
  })

  test('BERT: 40 ids and the text back', () => {
    const tokenizer = wordPieceTokenizer(
      readWordPieces(readFileSync(sharedPath('data/bert-base-uncased-vocab.txt'))),
    )
    const { rows } = z
      .object({ rows: z.array(z.object({ text: z.string(), ids40: ids, decoded: z.string() })) })
      .parse(golden('bert_tokens.json'))
    expect(rows.length).toBeGreaterThan(10)
    for (const { text, ids40, decoded } of rows) {
      expect([...paddedIds(tokenizer, [text], 40).data].map(Number)).toEqual(ids40)
      expect(tokenizer.decode(tokenizer.encode(text, 512))).toBe(decoded)
    }
  })

  test('BERT: special entries, added ones too, do not stand in the text', () => {
    const vocabulary = readWordPieces(readFileSync(sharedPath('data/bert-base-uncased-vocab.txt')))
    const tokenizer = wordPieceTokenizer(vocabulary, ['[DEC]', '[ENC]'])
    expect(['[PAD]', '[CLS]', '[MASK]', '[DEC]', '[ENC]'].map(tokenizer.idOf)).toEqual([
      0, 101, 103, 30522, 30523,
    ])
    expect(tokenizer.decode([30522, 1037, 3861, 103, 1997, 14477, 20961, 3468, 102, 0])).toBe(
      'a picture of unaffable',
    )
    expect(() => tokenizer.idOf('[NONE]')).toThrow('has no entry [NONE]')
  })
})
