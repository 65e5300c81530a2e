import { mkdir, open, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, cpuUsage, resourceUsage } from 'node:process'
import { DcAutoencoder } from '../../bench/models/autoencoder/dc-autoencoder.ts'
import { HunyuanAutoencoder } from '../../bench/models/autoencoder/hunyuan-autoencoder.ts'
import { rotaryTables } from '../../bench/models/mmdit/embeddings.ts'
import { Mmdit } from '../../bench/models/mmdit/mmdit.ts'
import type { MmditSpec } from '../../bench/models/mmdit/spec.ts'
import { dcSpec, hunyuanSpec, mmditSpecs } from '../../bench/models/specs.ts'
import { createRunner } from '../../bench/onnx/engine/runner.ts'
import { openWeights } from '../../bench/onnx/engine/weights/open.ts'
import type { Network, Run } from '../../bench/onnx/graph/program.ts'
import { seededRandom } from '../../bench/tensor/random.ts'
import { dataTypes, elementCount, type FloatTensor, floatTensor } from '../../bench/tensor/tensor.ts'

/*
 * Time and peak memory of one network in its real size, on random weights: the numbers of docs/speed.md.
 * tsx test/support/network-speed.ts CASE [RUNS] [--stream]
 */

interface Case {
  readonly network: Network
  readonly dtype: 'float32' | 'bfloat16'
  run(run: Run, stepsPerProgram: number): Promise<unknown>
}

const whole = { spatial: false, temporal: false }
const v2 = mmditSpecs['open-sora-v2']
// the transformer of ../shared/fixtures/open-sora/baselines.json
const small: MmditSpec = { ...v2, hiddenSize: 1024, numHeads: 8, depth: 4, depthSingleBlocks: 8 }

const cases: Readonly<Record<string, () => Case>> = {
  'mmdit-1024': () => transformer(small, 'float32', 1024),
  'mmdit-4096': () => transformer(small, 'float32', 4096),
  'mmdit-11b': () => transformer(v2, 'bfloat16', 256),
  'hunyuan-decode': () => {
    const network = new HunyuanAutoencoder(hunyuanSpec)
    return { network, dtype: 'float32', run: (run) => network.decode(run, waves([1, 16, 5, 16, 16]), whole) }
  },
  'hunyuan-encode': () => {
    const network = new HunyuanAutoencoder(hunyuanSpec)
    const video = waves([1, 3, 17, 128, 128])
    return { network, dtype: 'float32', run: (run) => network.posterior(run, video, whole) }
  },
  'dc-ae-decode': () => {
    const network = new DcAutoencoder(dcSpec)
    return { network, dtype: 'float32', run: (run) => network.decode(run, waves([1, 128, 4, 4, 4]), whole) }
  },
  'dc-ae-encode': () => {
    const network = new DcAutoencoder(dcSpec)
    const video = waves([1, 3, 16, 128, 128])
    return { network, dtype: 'float32', run: (run) => network.encode(run, video, whole) }
  },
}

/** One forward pass over a square of image tokens and 512 text tokens. */
function transformer(spec: MmditSpec, dtype: Case['dtype'], tokens: number): Case {
  const network = new Mmdit(spec)
  const textTokens = 512
  const side = Math.sqrt(tokens)
  const ids = floatTensor([1, textTokens + tokens, 3])
  for (let token = 0; token < tokens; token++) {
    ids.data.set([0, Math.floor(token / side), token % side], (textTokens + token) * 3)
  }
  const timesteps = floatTensor([1])
  timesteps.data[0] = 0.5
  const inputs = {
    img: waves([1, tokens, spec.inChannels]),
    txt: waves([1, textTokens, spec.contextInDim]),
    timesteps,
    yVec: waves([1, spec.vecInDim]),
    cond: waves([1, tokens, spec.inChannels + spec.patchSize ** 2]),
    ...rotaryTables(ids, spec.axesDim, spec.theta, 'halves'),
  }
  return { network, dtype, run: (run, stepsPerProgram) => network.predict(run, inputs, stepsPerProgram) }
}

function waves(shape: readonly number[]): FloatTensor {
  const tensor = floatTensor(shape)
  for (let i = 0; i < tensor.data.length; i++) tensor.data[i] = Math.sin(i * 0.37)
  return tensor
}

/** A safetensors file of seeded uniform numbers; a finished one is used again. */
async function weightFile(folder: string, name: string, { network, dtype }: Case): Promise<string> {
  const path = join(folder, `${name}.safetensors`)
  if (await stat(path).catch(() => null)) return path
  await mkdir(folder, { recursive: true })
  let at = 0
  const header: Record<string, object> = {}
  for (const parameter of network.parameters) {
    const end = at + elementCount(parameter.shape) * dataTypes[dtype].bytes
    header[parameter.path] = {
      dtype: dtype === 'float32' ? 'F32' : 'BF16',
      shape: parameter.shape,
      data_offsets: [at, end],
    }
    at = end
  }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  const file = await open(`${path}.part`, 'w')
  await file.writeFile(Buffer.concat([length, text]))
  const numbers = uniform(dtype)
  for (let written = 0; written < at; written += numbers.length) {
    await file.writeFile(numbers.subarray(0, Math.min(numbers.length, at - written)))
  }
  await file.close()
  await rename(`${path}.part`, path)
  return path
}

function uniform(dtype: Case['dtype']): Uint8Array {
  const random = seededRandom('network speed')
  // a prime count, so that no row of a matrix equals the next
  const values = Float32Array.from({ length: 999_983 }, () => 0.04 * (random.next() - 0.5))
  if (dtype === 'float32') return new Uint8Array(values.buffer)
  const halves = new Uint16Array(values.buffer)
  return new Uint8Array(Uint16Array.from(values, (_, i) => halves[2 * i + 1]!).buffer)
}

const stream = argv.includes('--stream')
const [name = '', runs = '3'] = argv.slice(2).filter((word) => word !== '--stream')
if (!cases[name]) throw new Error(`Found case "${name}", expected one of ${Object.keys(cases).join(', ')}.`)
const measured = cases[name]()
const path = await weightFile(join(tmpdir(), 'network-speed'), name, measured)
const start = performance.now()
const runner = createRunner(measured.network, await openWeights(path), {
  threads: 2,
  ...(stream ? { keptSessions: 0 } : {}),
})
let started = false
const run: Run = (program, feeds) => {
  if (!started) console.log(`first block starts after ${seconds(start)} s`)
  started = true
  return runner.run(program, feeds)
}
for (let i = 0; i < Number(runs); i++) {
  const [begin, cpu] = [performance.now(), cpuUsage()]
  await measured.run(run, stream ? 1 : Number.POSITIVE_INFINITY)
  const { user, system } = cpuUsage(cpu)
  console.log(`${name} ${seconds(begin)} s, ${((user + system) / 1e6).toFixed(2)} CPU s`)
}
console.log(`peak ${(resourceUsage().maxRSS / 2 ** 20).toFixed(2)} GiB`)
await runner.release()

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(2)
}
