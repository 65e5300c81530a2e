import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rotaryTables } from '../../bench/models/mmdit/embeddings.ts'
import { Mmdit } from '../../bench/models/mmdit/mmdit.ts'
import type { MmditSpec } from '../../bench/models/mmdit/spec.ts'
import { createRunner, type RunnerOptions } from '../../bench/onnx/engine/runner.ts'
import { openWeights } from '../../bench/onnx/engine/weights/open.ts'
import type { Parameter } from '../../bench/onnx/graph/module.ts'
import { elementCount, type FloatTensor, floatTensor } from '../../bench/tensor/tensor.ts'
import { safetensors } from '../support/safetensors.ts'

const spec: MmditSpec = {
  inChannels: 8,
  vecInDim: 6,
  contextInDim: 10,
  hiddenSize: 24,
  mlpRatio: 4,
  numHeads: 2,
  depth: 2,
  depthSingleBlocks: 2,
  axesDim: [4, 4, 4],
  theta: 10_000,
  qkvBias: true,
  guidanceEmbed: false,
  condEmbed: true,
  fusedQkv: false,
  useLigerRope: true,
  patchSize: 2,
}
const network = new Mmdit(spec)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streaming-'))
})
afterAll(() => rm(folder, { recursive: true }))

const wave = (shape: readonly number[], step: number): FloatTensor =>
  floatTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, (_, i) => Math.sin(i * step + step)),
  )

/** Weights whose values are bfloat16 numbers, stored as bfloat16 or as float32. */
async function writeWeights(
  name: string,
  dtype: 'BF16' | 'F32',
  parameters = network.parameters,
): Promise<string> {
  const entries = parameters.map(({ path, shape }: Parameter, i) => {
    const bits = new Uint32Array(wave(shape, 0.37 + i).data.map((value) => value / 4).buffer)
    const bytes =
      dtype === 'BF16' ? Uint16Array.from(bits, (word) => word >>> 16) : bits.map((word) => word & 0xffff0000)
    return [path, { dtype, shape, bytes: new Uint8Array(bytes.buffer) }] as const
  })
  const path = join(folder, name)
  await writeFile(path, safetensors(Object.fromEntries(entries)))
  return path
}

async function predict(
  path: string,
  options: RunnerOptions,
  blocksPerProgram?: number,
): Promise<FloatTensor> {
  const runner = createRunner(network, await openWeights(path), options)
  const [batch, image, text] = [2, 5, 3]
  const inputs = {
    img: wave([batch, image, 8], 0.1),
    txt: wave([batch, text, 10], 0.2),
    timesteps: floatTensor([batch], [0.25, 0.25]),
    yVec: wave([batch, 6], 0.3),
    cond: wave([batch, image, 12], 0.4),
    ...rotaryTables(wave([1, text + image, 3], 1), spec.axesDim, spec.theta, 'halves'),
  }
  const velocity = await network.predict(runner.run, inputs, blocksPerProgram)
  await runner.release()
  return velocity
}

const difference = (a: FloatTensor, b: FloatTensor) =>
  a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0)

test('a network that runs block by block equals the whole', async () => {
  const path = await writeWeights('whole.safetensors', 'F32')
  const whole = await predict(path, {})
  for (const blocks of [1, 3]) {
    expect(difference(await predict(path, { keptSessions: 0 }, blocks), whole)).toBeLessThan(2e-6)
  }
})

test('weights stored as bfloat16 give what the same numbers stored as float32 give', async () => {
  const half = await writeWeights('half.safetensors', 'BF16')
  const full = await predict(await writeWeights('full.safetensors', 'F32'), {})
  expect(difference(await predict(half, { weights: 'resident' }), full)).toBeLessThan(2e-6)
  expect(difference(await predict(half, { weights: 'mapped' }), full)).toBeLessThan(2e-6)
})

test('weights of another network are refused before anything is loaded', async () => {
  const path = await writeWeights('short.safetensors', 'F32', network.parameters.slice(1))
  const weights = await openWeights(path)
  expect(() => createRunner(network, weights)).toThrow('1 missing: img_in.weight')
})
