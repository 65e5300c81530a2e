import { z } from 'zod'
import { type BytePairModel, checkBytePairs, wordEnd } from './byte-pairs.ts'
import { maxPieceLength, maxTokenizerBytes, maxVocabulary, TokenizerFormatError } from './format-error.ts'
import { checkUnigramModel, type Piece, type UnigramModel } from './unigram-model.ts'

const normaliserSchema = z.looseObject({
  type: z.string(),
  precompiled_charsmap: z.string().optional(),
  normalizers: z
    .array(z.looseObject({ type: z.string(), precompiled_charsmap: z.string().optional() }))
    .optional(),
})
const idSchema = z.int().min(0).max(maxVocabulary)

const unigramSchema = z.object({
  normalizer: normaliserSchema.nullable().default(null),
  model: z.object({
    type: z.literal('Unigram').optional(),
    unk_id: idSchema,
    vocab: z.array(z.tuple([z.string(), z.number()])).max(maxVocabulary),
    byte_fallback: z.literal(false).optional(),
  }),
})

const pairSchema = z.union([z.string(), z.tuple([z.string(), z.string()])])
const bytePairSchema = z.object({
  model: z.object({
    type: z.literal('BPE').optional(),
    vocab: z.record(z.string().max(maxPieceLength), idSchema),
    merges: z.array(pairSchema).max(maxVocabulary),
    end_of_word_suffix: z.literal(wordEnd),
    continuing_subword_prefix: z.literal('').nullish(),
  }),
})

/** Steps on text that say no more than SentencePiece's own treatment of white space does. */
const whiteSpaceSteps = new Set(['Strip', 'Replace'])

/**
 * Reads T5's `tokenizer.json` as the SentencePiece model that it was made from. Throws TokenizerFormatError when it is
 * not a Unigram tokenizer, or normalises text in a way that this reader does not know.
 */
export function readUnigramJson(bytes: Uint8Array): UnigramModel {
  const { model, normalizer } = parse(unigramSchema, bytes)
  const steps = normalizer === null ? [] : (normalizer.normalizers ?? [normalizer])
  const unknown = steps.find(({ type }) => type !== 'Precompiled' && !whiteSpaceSteps.has(type))
  if (unknown) throw new TokenizerFormatError(`normalises text by ${unknown.type}, which is not supported`)
  const charsmap = steps.find(({ type }) => type === 'Precompiled')?.precompiled_charsmap ?? ''
  return checkUnigramModel({
    pieces: model.vocab.map(
      ([text, score], id): Piece => ({ text, score, kind: kindOf(text, id, model.unk_id) }),
    ),
    unknownId: model.unk_id,
    normaliser: {
      charsmap: Buffer.from(charsmap, 'base64'),
      addDummyPrefix: true,
      removeExtraWhitespaces: true,
      escapeWhitespaces: true,
    },
  })
}

/** Entries in angle brackets are control pieces, which never match text; a JSON vocabulary does not mark them. */
function kindOf(text: string, id: number, unknownId: number): Piece['kind'] {
  if (id === unknownId) return 'unknown'
  return /^<(?:pad|\/?s|extra_id_\d+)>$/.test(text) ? 'other' : 'normal'
}

/** Reads CLIP's `tokenizer.json`. Throws TokenizerFormatError when it is not a byte-pair tokenizer as CLIP's. */
export function readBytePairJson(bytes: Uint8Array): BytePairModel {
  const { model } = parse(bytePairSchema, bytes)
  const pairs = model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')))
  const wrong = pairs.findIndex((pair) => !/^[^ ]+ [^ ]+$/.test(pair))
  if (wrong >= 0) throw new TokenizerFormatError(`merge ${wrong} is not a pair`)
  const ranks = new Map(pairs.map((pair, rank) => [pair, rank]))
  return checkBytePairs({ ids: new Map(Object.entries(model.vocab)), ranks })
}

function parse<S extends z.ZodType>(schema: S, bytes: Uint8Array): z.output<S> {
  if (bytes.length > maxTokenizerBytes) throw new TokenizerFormatError(`has ${bytes.length} bytes, too many`)
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  } catch {
    throw new TokenizerFormatError('is not JSON')
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  throw new TokenizerFormatError(
    `is not understood at ${first?.path.join('.') || 'its top'}: ${first?.message}`,
  )
}
