import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matchWeights } from '../../bench/onnx/engine/weights/match.ts'
import { openWeights, weightsUnder } from '../../bench/onnx/engine/weights/open.ts'
import { PickleObject, type PickleValue } from '../../bench/onnx/engine/weights/pickle.ts'
import { readTensor } from '../../bench/onnx/engine/weights/read-tensor.ts'
import { collectTensors } from '../../bench/onnx/engine/weights/torch-pickle.ts'
import { toFloat32 } from '../../bench/tensor/tensor.ts'
import { safetensors } from '../support/safetensors.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/onnx/${name}`, import.meta.url))
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function write(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

async function values(path: string, name: string): Promise<unknown[]> {
  const stored = (await openWeights(path)).tensors.get(name)
  if (!stored) throw new Error(`no tensor ${name}`)
  return Array.from((await readTensor(stored)).data as Float32Array)
}

/** Written by torch 2.13: `torch.save` in both formats, holding {state_dict, epoch, lr, name, big, shape}. */
describe.each(['checkpoint.pth', 'legacy.pth'])('torch.save, %s', (file) => {
  test('lists the tensors by path and skips numbers and strings', async () => {
    const { tensors } = await openWeights(fixture(file))
    expect([...tensors.keys()].sort()).toEqual(
      ['a.brain', 'a.half', 'a.weight', 'b.flag', 'b.ids', 'b.transposed', 'b.view'].map(
        (n) => `state_dict.${n}`,
      ),
    )
    expect([...weightsUnder({ path: file, tensors }, 'state_dict.').tensors.keys()]).toContain('a.weight')
  })

  test('reads every element type', async () => {
    const { tensors } = await openWeights(fixture(file))
    const read = async (name: string) => readTensor(tensors.get(`state_dict.${name}`)!)
    expect(Array.from(toFloat32(await read('a.weight')).data)).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25])
    expect(Array.from(toFloat32(await read('a.half')).data)).toEqual([1.5, -2, 0.0009765625, 65504])
    expect(Array.from(toFloat32(await read('a.brain')).data)).toEqual([1.5, -2, 3.140625])
    expect((await read('b.ids')).data).toEqual(BigInt64Array.of(1n, -2n, 3n, 4n))
    expect((await read('b.flag')).shape).toEqual([])
  })

  test('views of one storage keep their offset and their order of elements', async () => {
    expect(await values(fixture(file), 'state_dict.b.view')).toEqual([4, 5, 6, 7])
    expect(await values(fixture(file), 'state_dict.b.transposed')).toEqual([
      0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11,
    ])
  })
})

test('a TorchScript archive gives its parameters and buffers by attribute', async () => {
  expect(await values(fixture('script.pt'), 'linear.weight')).toEqual([0, 1, 2, 3, 4, 5])
  expect(await values(fixture('script.pt'), 'linear.bias')).toEqual([-1, 1])
  expect(await values(fixture('script.pt'), 'scale')).toEqual([2])
})

test.each(['evil.pth', 'evil-legacy.pth'])('%s: a pickle that names a function is refused', async (file) => {
  await expect(openWeights(fixture(file))).rejects.toMatchObject({
    problem: { code: 'WEIGHTS_UNREADABLE', message: expect.stringContaining('posix.system') },
  })
})

test('values that point back at what holds them are read once', () => {
  const tensor = new PickleObject('tensor', {})
  const settings = new Map<PickleValue, PickleValue>([['weight', tensor]])
  settings.set('parent', settings)
  const root = new Map<PickleValue, PickleValue>([
    ['settings', settings],
    ['again', [settings]],
  ])
  expect([...collectTensors(root).keys()]).toEqual(['settings.weight', 'again.0.weight'])
})

describe('safetensors', () => {
  test('reads a tensor, also through a link', async () => {
    const path = await write(
      'one.safetensors',
      safetensors({ w: { dtype: 'F32', shape: [2], bytes: floats(1, -2) } }),
    )
    await symlink(path, join(folder, 'link.safetensors'))
    expect(await values(path, 'w')).toEqual([1, -2])
    expect(await values(join(folder, 'link.safetensors'), 'w')).toEqual([1, -2])
  })

  test('a sharded checkpoint is read through its index', async () => {
    await write('a.safetensors', safetensors({ x: { dtype: 'F32', shape: [1], bytes: floats(5) } }))
    await write('b.safetensors', safetensors({ y: { dtype: 'F32', shape: [1], bytes: floats(7) } }))
    const map = { x: 'a.safetensors', y: 'b.safetensors' }
    const index = await write('model.safetensors.index.json', JSON.stringify({ weight_map: map }))
    expect(await values(index, 'y')).toEqual([7])
    expect(await values(folder, 'x')).toEqual([5])
  })

  test.each([
    ['a shard outside the folder', { x: '../a.safetensors' }, 'outside its folder'],
    ['a tensor that its shard does not hold', { z: 'a.safetensors' }, 'does not hold'],
  ])('an index with %s is refused', async (_, map, text) => {
    const index = await write('bad.index.json', JSON.stringify({ weight_map: map }))
    await expect(openWeights(index)).rejects.toThrow(text)
  })

  const header = (tensors: object, data = 8) => {
    const text = Buffer.from(JSON.stringify(tensors))
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(text.length))
    return Buffer.concat([length, text, Buffer.alloc(data)])
  }
  const w = (entry: object) => header({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...entry } })

  test.each([
    ['offsets past the end', w({ data_offsets: [0, 16], shape: [4] }), 'incomplete'],
    ['a shape that its bytes contradict', w({ shape: [3] }), 'gives 8 bytes'],
    ['a gap', w({ data_offsets: [4, 12] }), 'gap'],
    ['an unknown type', w({ dtype: 'F8_E4M3' }), 'unsupported type F8_E4M3'],
    ['a negative size', w({ shape: [-2] }), 'wrongly'],
    ['a fractional offset', w({ data_offsets: [0, 8.5] }), 'wrongly'],
    ['a type named like an object method', w({ dtype: 'constructor' }), 'unsupported type'],
    ['a truncated end', w({}).subarray(0, -3), 'incomplete'],
    ['a huge header', Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0]), 'header of'],
    ['a header that is not JSON', Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]), 'not a JSON object'],
    ['an empty file', Buffer.alloc(0), 'only 0 bytes'],
    ['overlapping tensors', header({ a: entry([0, 8]), b: entry([0, 8]) }), 'overlap'],
  ])('%s is refused', async (name, bytes, text) => {
    const path = await write(`bad-${name.replaceAll(' ', '-')}.safetensors`, bytes)
    await expect(openWeights(path)).rejects.toMatchObject({
      problem: { code: 'WEIGHTS_UNREADABLE', message: expect.stringContaining(text) },
    })
  })

  test('a missing file is an error with a remedy', async () => {
    await expect(openWeights(join(folder, 'absent'))).rejects.toMatchObject({
      problem: { code: 'WEIGHT_FILE_MISSING' },
    })
  })
})

describe('matchWeights', () => {
  const weights = async () =>
    openWeights(await write('match.safetensors', safetensors({ a: one([2]), b: one([2]), extra: one([2]) })))

  test('accepts exactly the network’s parameters', async () => {
    const parameters = ['a', 'b'].map((path) => ({ path, shape: [2] }))
    matchWeights(await weights(), parameters, (name) => name === 'extra')
  })

  test('lists what is missing, unexpected and misshapen', async () => {
    const parameters = [
      { path: 'a', shape: [1, 2] },
      { path: 'c', shape: [2] },
    ]
    const opened = await weights()
    expect(() => matchWeights(opened, parameters)).toThrow(
      '1 missing: c; 2 unexpected: b, extra; 1 of another shape: a [2], expected [1,2]',
    )
  })
})

function floats(...list: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(list).buffer)
}

function entry(offsets: [number, number]): object {
  return { dtype: 'F32', shape: [2], data_offsets: offsets }
}

function one(shape: number[]) {
  return { dtype: 'F32', shape, bytes: floats(1, 2) }
}
