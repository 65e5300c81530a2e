import { copyFile, mkdir, open, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import { DreamSim, isAdapterName } from '../../bench/models/vision/dreamsim.ts'
import { dinoB16, dreamsimClipB16 } from '../../bench/models/vision/specs.ts'
import type { Parameter } from '../../bench/onnx/graph/module.ts'
import { seededRandom } from '../../bench/tensor/random.ts'
import { elementCount } from '../../bench/tensor/tensor.ts'
import { networkFolders } from '../../bench/weights/networks.ts'
import { adapterFile } from '../../evaluators/features/official/dreamsim-network.ts'
import { networks } from '../../evaluators/features/official/networks.ts'

/** Numbers drawn for one tensor; a larger one repeats them. */
const drawn = 2 ** 16

/** OpenAI's archives hold half precision; the other checkpoints float32. */
const isHalf = (file: string) => file.startsWith('ViT-')

/**
 * Writes a weight folder with VBench's networks in their released sizes and random weights: for measurements of time and
 * memory. The same bytes every time; 8 GB.
 */
export async function writeRandomWeights(folder: string): Promise<void> {
  for (const { file, build } of Object.values(networks)) {
    const name = networkFolders[file]
    if (name === undefined) throw new Error(`${file} has no folder`)
    const place = join(folder, name)
    await mkdir(place, { recursive: true })
    await writeFile(join(place, 'config.json'), JSON.stringify({ weights: 'weights.safetensors' }))
    const { parameters } = build(null, { path: place, tensors: new Map() })
    await writeTensors(join(place, 'weights.safetensors'), name, parameters, isHalf(file))
  }
  await writeAdapter(join(folder, networkFolders[adapterFile] as string))
}

/** DreamSim's adapter, of the released rank. */
async function writeAdapter(place: string): Promise<void> {
  const lora = { r: 16, loraAlpha: 1 }
  const clip = dreamsimClipB16
  const { parameters } = new DreamSim({ dino: dinoB16, clip, openClip: clip, lora })
  const change = parameters
    .filter(({ path }) => isAdapterName(path))
    .map(({ path, shape }) => ({ path: `base_model.model.${path}`, shape }))
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'config.json'), JSON.stringify({ architecture: lora }))
  await writeTensors(join(place, 'weights.safetensors'), 'dreamsim-lora', change, false)
}

async function writeTensors(
  path: string,
  network: string,
  parameters: readonly Parameter[],
  half: boolean,
): Promise<void> {
  const width = half ? 2 : 4
  let at = 0
  const header: Record<string, object> = {}
  for (const { path: name, shape } of parameters) {
    const end = at + elementCount(shape) * width
    header[name] = { dtype: half ? 'F16' : 'F32', shape, data_offsets: [at, end] }
    at = end
  }
  // tensors start at multiples of 64 bytes, as in torch's own archives
  const json = JSON.stringify(header)
  const text = Buffer.from(json.padEnd(Math.ceil((json.length + 8) / 64) * 64 - 8))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  const file = await open(path, 'w')
  try {
    await file.writeFile(Buffer.concat([length, text]))
    for (const parameter of parameters) {
      const values = valuesOf(network, parameter)
      busy(network, parameter, values, parameters)
      const stored = half ? halves(values) : values
      await file.writeFile(new Uint8Array(stored.buffer))
    }
  } finally {
    await file.close()
  }
}

/** Normal weights scaled by their inputs, so that activations keep their size; scales and variances of norms near 1. */
function valuesOf(network: string, { path, shape }: Parameter): Float32Array {
  const random = seededRandom('vbench weights', network, path)
  const isScale = shape.length === 1 && /(?:weight|running_var)$/.test(path)
  const spread = shape.length <= 1 ? 0.02 : 1 / Math.sqrt(elementCount(shape.slice(1)))
  const values = new Float32Array(elementCount(shape))
  for (let i = 0; i < Math.min(values.length, drawn); i++) {
    values[i] = random.normal() * spread + (isScale ? 1 : 0)
  }
  for (let at = drawn; at < values.length; at *= 2) values.copyWithin(at, 0, at)
  return values
}

/** BERT's token that ends a text. */
const endToken = 102

/**
 * Makes work of a usual size for the two networks whose work depends on what they find. With bare random numbers every
 * box of GRiT has no area, all 256 stay, and texts go on to the longest; with these changes it finds about 16 objects in
 * a frame, boxes of 60 to 500 pixels, each described in eight tokens, and Tag2Text's captions end at their least length.
 */
function busy(
  network: string,
  { path, shape }: Parameter,
  values: Float32Array,
  parameters: readonly Parameter[],
): void {
  if (network === 'tag2text') {
    if (path === 'text_decoder.cls.predictions.bias') values[endToken]! += 8
    return
  }
  if (network !== 'grit') return
  const text = 'roi_heads.text_decoder.textual'
  if (/^roi_heads\.box_predictor\.\d\.cls_score\.bias$/.test(path)) values[0]! -= 1
  else if (path.endsWith('centernet_head.bbox_pred.bias')) add(values, 4)
  else if (/centernet_head\.scales\.\d\.scale$/.test(path)) add(values, 1)
  else if (!path.startsWith(text)) return
  else if (/\.(?:attention\.)?output\.dense\.weight$/.test(path)) scale(values, 0.1)
  else if (path === `${text}.output.bias`) values[endToken]! += 1
  else if (path === `${text}.embedding.positions.weight`) {
    const width = shape[1]!
    const words = parameters.find((each) => each.path === `${text}.embedding.words.weight`)!
    const end = valuesOf(network, words).slice(endToken * width, (endToken + 1) * width)
    scale(end, 20)
    for (let row = 8; row < shape[0]!; row++) values.set(end, row * width)
  }
}

function add(values: Float32Array, term: number): void {
  for (const [i, value] of values.entries()) values[i] = value + term
}

function scale(values: Float32Array, by: number): void {
  for (const [i, value] of values.entries()) values[i] = value * by
}

/** The drawn numbers converted, and repeated as they are. */
function halves(values: Float32Array): Uint16Array {
  const out = new Uint16Array(values.length)
  for (let i = 0; i < Math.min(values.length, drawn); i++) out[i] = toHalf(values[i]!)
  for (let at = drawn; at < out.length; at *= 2) out.copyWithin(at, 0, at)
  return out
}

/** IEEE 754 binary16 bits of a number of ordinary size, rounded towards zero; smaller ones become zero. */
function toHalf(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15
  const sign = (bits >>> 16) & 0x8000
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((bits >>> 13) & 0x3ff)
}

// As a program: tsx test/support/random-vbench-weights.ts FOLDER [bpe_simple_vocab_16e6.txt.gz bert-base-uncased-vocab.txt]
if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const [, , folder = 'random-vbench-weights', ...vocabularies] = argv
  await writeRandomWeights(folder)
  await mkdir(join(folder, 'files'), { recursive: true })
  for (const path of vocabularies) await copyFile(path, join(folder, 'files', basename(path)))
}
