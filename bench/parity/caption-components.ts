import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { BenchError } from '../errors.ts'
import { camelCaseKeys } from '../models/camel-case-keys.ts'
import { readWordPieces } from '../models/tokenizers/word-piece.ts'
import { imageNetPixels } from '../models/vision/preprocess/image-net.ts'
import { captionIds, endId, mixedSource, tag2textTokenizer } from '../models/vision/tag2text/captions.ts'
import { tag2textArchitecture, tag2textSpec } from '../models/vision/tag2text/spec.ts'
import { type Sight, Tag2Text } from '../models/vision/tag2text/tag2text.ts'
import { createRunner } from '../onnx/engine/runner.ts'
import { openWeights } from '../onnx/engine/weights/open.ts'
import type { Run } from '../onnx/graph/program.ts'
import { floatTensor, type Tensor, tensor } from '../tensor/tensor.ts'
import { type CaseFunction, type Component, need } from './component.ts'

const count = z.int().positive()
const captionParams = z.object({
  num_beams: count,
  max_length: count,
  min_length: count,
  tag_threshold: z.number(),
  upstream_row_mixup: z.boolean(),
})

export const tag2text: Component = {
  async open({ folder, config }, options) {
    const architecture = tag2textArchitecture.safeParse(camelCaseKeys(config.architecture))
    if (!architecture.success || typeof config.weights !== 'string') {
      throw new BenchError('PARITY_INVALID', {
        path: folder,
        found: 'the architecture or its weights are wrong',
      })
    }
    const weights = await openWeights(join(folder, config.weights))
    const network = new Tag2Text(tag2textSpec(architecture.data, weights.tensors))
    const tokenizer = tag2textTokenizer(readWordPieces(await bertVocabulary(folder)))
    const { run, release } = createRunner(network, weights, options)
    const caption: CaseFunction = async (inputs, params) => {
      const settings = captionParams.parse(params)
      const { num_beams: beams, max_length: maxLength, min_length: minLength } = settings
      const sights = await looks(network, run, need(inputs, 'frames', 'uint8'))
      const sources = sights.map((_, frame) =>
        settings.upstream_row_mixup ? mixedSource(frame, beams) : frame,
      )
      const seen = sights.slice(0, Math.max(...sources) + 1)
      const tagThreshold = settings.tag_threshold
      const ids = await captionIds(network, run, tokenizer, seen, {
        beams,
        maxLength,
        minLength,
        tagThreshold,
      })
      return {
        image_embeds_mean: rows(sights.map(({ embeds }) => tokenMean(embeds))),
        tag_logits: rows(sights.map(({ logits }) => logits.data)),
        caption_sequences: padded(
          sources.map((source) => ids[source]!),
          maxLength,
          endId(tokenizer),
          tokenizer.padId,
        ),
      }
    }
    return { functions: { caption }, release }
  },
}

/** Frames uint8 [F, S, S, 3], one after the other. */
async function looks(network: Tag2Text, run: Run, { shape, data }: Tensor<'uint8'>): Promise<Sight[]> {
  const [frames, ...size] = shape as readonly [number, number, number, number]
  const length = data.length / frames
  const sights: Sight[] = []
  for (let frame = 0; frame < frames; frame++) {
    const bytes = tensor('uint8', size, data.subarray(frame * length, (frame + 1) * length))
    sights.push(await network.look(run, imageNetPixels(bytes)))
  }
  return sights
}

/** [1, N, C] → [C]. */
function tokenMean({ shape, data }: Tensor<'float32'>): Float32Array {
  const [, tokens, width] = shape as readonly [number, number, number]
  const sums = new Float64Array(width)
  data.forEach((value, i) => {
    sums[i % width]! += value / tokens
  })
  return Float32Array.from(sums)
}

function rows(parts: readonly Float32Array[]): Tensor<'float32'> {
  const width = parts[0]!.length
  const out = floatTensor([parts.length, width])
  parts.forEach((part, row) => {
    out.data.set(part, row * width)
  })
  return out
}

/** Texts with their end, where it fits, filled up to the longest (transformers, BeamSearchScorer.finalize). */
function padded(
  texts: readonly (readonly number[])[],
  maxLength: number,
  end: number,
  pad: number,
): Tensor<'int64'> {
  const width = Math.min(Math.max(...texts.map(({ length }) => length)) + 1, maxLength)
  const filled = texts.flatMap((ids) => [...ids, end, ...Array<number>(width).fill(pad)].slice(0, width))
  return tensor('int64', [texts.length, width], BigInt64Array.from(filled, BigInt))
}

const vocabularyNames = ['vocab.txt', join('data', 'bert-base-uncased-vocab.txt')]

/** BERT's vocabulary, in the folder of the cases or in one above it. */
async function bertVocabulary(folder: string): Promise<Uint8Array> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    for (const name of vocabularyNames) {
      const bytes = await readFile(join(at, name)).catch(() => null)
      if (bytes) return bytes
    }
    if (dirname(at) === at) break
  }
  const found = `BERT's vocabulary is missing: ${vocabularyNames.join(' or ')}, in this folder or in one above it`
  throw new BenchError('PARITY_INVALID', { path: folder, found })
}
