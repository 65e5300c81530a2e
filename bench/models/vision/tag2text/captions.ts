// F frames, N tokens of a frame
import type { Run } from '../../../onnx/graph/program.ts'
import { type FloatTensor, floatTensor } from '../../../tensor/tensor.ts'
import type { BeamSettings } from '../../text/beam-search.ts'
import { bertMasked } from '../../text/bert.ts'
import { paddedIds } from '../../tokenizers/tokenizer.ts'
import { type WordPieceTokenizer, wordPieceTokenizer } from '../../tokenizers/word-piece.ts'
import { tagText } from './tag-text.ts'
import type { Sight, Tag2Text, TagTexts } from './tag2text.ts'

// VBench, tag2text.py, init_tokenizer
const [decoderStart, encoderStart] = ['[DEC]', '[ENC]']
// tag2text.py, __init__ and generate
const prompt = 'a picture of '
const tagTokens = 40

export interface CaptionSettings extends Omit<BeamSettings, 'endId'> {
  /** Probability above which a tag is shown to the decoder. */
  readonly tagThreshold: number
}

/** As `scene` asks for captions (tag2text.py, generate's defaults). */
export const sceneSettings: CaptionSettings = { beams: 3, minLength: 10, maxLength: 30, tagThreshold: 0.7 }

/** BERT's tokenizer with the two entries that Tag2Text adds. */
export const tag2textTokenizer = (vocabulary: ReadonlyMap<string, number>): WordPieceTokenizer =>
  wordPieceTokenizer(vocabulary, [decoderStart, encoderStart])

/**
 * Which frame each frame's caption is written from, upstream's way: keys and values are repeated for the beams twice,
 * by tag2text.py and by transformers' `generate`, and med.py then takes as many rows as there are beams. With three beams
 * the first three captions are all of frame 0, the next three of frame 1.
 */
export const mixedSource = (frame: number, beams: number): number => Math.floor(frame / beams)

/** Captions' ids of what was seen, from the prompt on, without the end; one for each of F frames. */
export async function captionIds(
  network: Tag2Text,
  run: Run,
  tokenizer: WordPieceTokenizer,
  sights: readonly Sight[],
  { tagThreshold, ...settings }: CaptionSettings,
): Promise<readonly (readonly number[])[]> {
  const texts = tagTexts(
    tokenizer,
    sights.map(({ logits }) => tagText(logits, tagThreshold)),
  )
  const { tagKeys } = await network.readTags(run, joined(sights.map(({ embeds }) => embeds)), texts)
  return network.write(run, tagKeys, promptIds(tokenizer), { ...settings, endId: endId(tokenizer) })
}

/** The caption of ids from the prompt on. */
export function captionText(tokenizer: WordPieceTokenizer, ids: readonly number[]): string {
  return tokenizer.decode(ids).slice(prompt.length)
}

export const endId = (tokenizer: WordPieceTokenizer): number => tokenizer.idOf('[SEP]')

/** The prompt with its own start and without an end. */
function promptIds(tokenizer: WordPieceTokenizer): readonly number[] {
  const [, ...words] = tokenizer.encode(prompt, tagTokens).slice(0, -1)
  return [tokenizer.idOf(decoderStart), ...words]
}

/** Tag texts with their own start; padding is masked in the encoder alone, as upstream. */
export function tagTexts(tokenizer: WordPieceTokenizer, texts: readonly string[]): TagTexts {
  const ids = paddedIds(tokenizer, texts, tagTokens)
  const mask = floatTensor(ids.shape)
  const start = BigInt(tokenizer.idOf(encoderStart))
  texts.forEach((_, row) => {
    ids.data[row * tagTokens] = start
  })
  ids.data.forEach((id, i) => {
    if (id === BigInt(tokenizer.padId)) mask.data[i] = bertMasked
  })
  return { ids, mask }
}

/** [1, 1 + N, C] each → [F, 1 + N, C]. */
function joined(parts: readonly FloatTensor[]): FloatTensor {
  const [, ...rest] = parts[0]!.shape
  const all = floatTensor([parts.length, ...rest])
  parts.forEach(({ data }, i) => {
    all.data.set(data, i * data.length)
  })
  return all
}
