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

// As a program: tsx test/support/random-vbench-weights.ts FOLDER [bpe_simple_vocab_16e6.txt.gz]
if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const [, , folder = 'random-vbench-weights', vocabulary] = argv
  await writeRandomWeights(folder)
  if (vocabulary !== undefined) {
    await mkdir(join(folder, 'files'), { recursive: true })
    await copyFile(vocabulary, join(folder, 'files', basename(vocabulary)))
  }
}
