import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { architectureFile, readArchitecture } from '../../bench/generators/open-sora/architecture.ts'
import {
  sharedFiles,
  type VariantId,
  variantIds,
  variants,
} from '../../bench/generators/open-sora/variant.ts'
import { DcAutoencoder } from '../../bench/models/autoencoder/dc-autoencoder.ts'
import { FluxAutoencoder } from '../../bench/models/autoencoder/flux-autoencoder.ts'
import { HunyuanAutoencoder } from '../../bench/models/autoencoder/hunyuan-autoencoder.ts'
import { Mmdit } from '../../bench/models/mmdit/mmdit.ts'
import { ClipText } from '../../bench/models/text/clip-text.ts'
import { T5Encoder } from '../../bench/models/text/t5-encoder.ts'
import { byteCharacters } from '../../bench/models/tokenizers/byte-characters.ts'
import type { Network } from '../../bench/onnx/graph/program.ts'
import { seededRandom } from '../../bench/tensor/random.ts'
import { elementCount } from '../../bench/tensor/tensor.ts'
import { safetensors } from './safetensors.ts'

const transformer = {
  hiddenSize: 64,
  numHeads: 2,
  axesDim: [8, 12, 12],
  depth: 1,
  depthSingleBlocks: 1,
  contextInDim: 32,
  vecInDim: 24,
  inChannels: 16,
}

/** Sizes that keep the whole pipeline to a few MB and seconds. */
const tiny = {
  mmdit: transformer,
  flux: transformer,
  hunyuan: { latentChannels: 4, layersPerBlock: 1, normNumGroups: 4, blockOutChannels: [8, 8, 8, 8] },
  dcAutoencoder: {
    latentChannels: 16,
    encoderWidthList: [8, 8, 16, 32, 32, 64],
    decoderWidthList: [8, 8, 16, 32, 32, 64],
    encoderDepthList: [1, 1, 1, 1, 1, 1],
    decoderDepthList: [1, 1, 1, 1, 1, 1],
  },
  fluxAutoencoder: { ch: 32, chMult: [1, 1, 1, 1], numResBlocks: 1, zChannels: 4 },
  t5: { vocabSize: 704, dModel: 32, dKv: 8, dFf: 64, numLayers: 1, numHeads: 4 },
  clip: { vocabSize: 514, hiddenSize: 24, intermediateSize: 48, numHiddenLayers: 1, numAttentionHeads: 2 },
}

export interface CheckpointOptions {
  /** Contents of architecture.json. */
  readonly sizes?: object
  readonly dtype?: 'F32' | 'BF16'
}

/** Numbers drawn for one tensor; a larger one repeats them. */
const drawn = 2 ** 16

/**
 * Writes a checkpoint folder in upstream's layout with small networks of random weights: what the pipeline needs to run,
 * without what it needs to draw anything. The same bytes every time.
 */
export async function writeTinyCheckpoint(
  folder: string,
  variant: VariantId,
  { sizes: wanted = tiny, dtype = 'F32' }: CheckpointOptions = {},
): Promise<void> {
  const randomWeights = (name: string, network: Network) => weightsOf(name, network, dtype)
  const write = async (name: string, bytes: string | Uint8Array) => {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
  }
  await write(architectureFile, JSON.stringify(wanted))
  const sizes = await readArchitecture(folder, variant)
  const { mmditFile, autoencoderFile, autoencoder } = variants[variant]
  const video =
    autoencoder === 'hunyuan' ? new HunyuanAutoencoder(sizes.hunyuan) : new DcAutoencoder(sizes.dcAutoencoder)
  await write(mmditFile, randomWeights('mmdit', new Mmdit(sizes.mmdit)))
  await write(autoencoderFile, randomWeights('autoencoder', video))
  await write(sharedFiles.flux, randomWeights('flux', new Mmdit(sizes.flux)))
  await write(
    sharedFiles.fluxAutoencoder,
    randomWeights('flux-ae', new FluxAutoencoder(sizes.fluxAutoencoder)),
  )
  await write(`${sharedFiles.t5}/model.safetensors`, randomWeights('t5', new T5Encoder(sizes.t5)))
  await write(`${sharedFiles.clip}/model.safetensors`, randomWeights('clip', new ClipText(sizes.clip)))
  const unigram = fileURLToPath(new URL('../fixtures/tokenizers/unigram.model.gz', import.meta.url))
  await write(`${sharedFiles.t5}/spiece.model`, gunzipSync(readFileSync(unigram)))
  await write(`${sharedFiles.clip}/tokenizer.json`, byteTokenizer())
}

/** Normal weights scaled by their inputs, so that activations keep their size; scales of norms near 1. */
function weightsOf(name: string, { parameters }: Network, dtype: 'F32' | 'BF16'): Buffer {
  const tensors = parameters.map(({ path, shape }) => {
    const random = seededRandom('tiny checkpoint', name, path)
    const inputs = elementCount(shape.slice(1))
    const isScale = shape.length === 1 && /(?:weight|scale)$/.test(path)
    const spread = shape.length === 1 ? 0.02 : 1 / Math.sqrt(inputs)
    const values = new Float32Array(elementCount(shape))
    for (let i = 0; i < Math.min(values.length, drawn); i++)
      values[i] = random.normal() * spread + (isScale ? 1 : 0)
    for (let at = drawn; at < values.length; at *= 2) values.copyWithin(at, 0, at)
    // bfloat16 is the upper half of a float32
    const stored = dtype === 'F32' ? values : new Uint16Array(values.buffer).filter((_, i) => i % 2 === 1)
    return [path, { dtype, shape, bytes: new Uint8Array(stored.buffer) }] as const
  })
  return safetensors(Object.fromEntries(tensors))
}

/** CLIP's form of a tokenizer without any pairs: every byte is an entry. */
function byteTokenizer(): string {
  const entries = [
    ...byteCharacters,
    ...byteCharacters.map((c) => `${c}</w>`),
    '<|startoftext|>',
    '<|endoftext|>',
  ]
  const vocab = Object.fromEntries(entries.map((entry, id) => [entry, id]))
  return JSON.stringify({ model: { type: 'BPE', vocab, merges: [], end_of_word_suffix: '</w>' } })
}

// As a program: tsx test/support/tiny-checkpoint.ts FOLDER [VARIANT]
if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const [, , folder = 'tiny-checkpoint', variant = 'open-sora-v2'] = argv
  const known = variantIds.find((id) => id === variant)
  if (!known) throw new Error(`${variant}: expected one of ${variantIds.join(', ')}`)
  await writeTinyCheckpoint(folder, known)
}
