import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeModel } from '../../../bench/onnx/graph/encode.ts'
import { Graph } from '../../../bench/onnx/graph/graph.ts'
import { openOnnxFiles } from '../../../bench/profile/codec/onnx-files.ts'
import { floatTensor } from '../../../bench/tensor/tensor.ts'

let folder = ''
const options = { provider: 'cpu', threads: 1, weights: { syntheticFolder: '' } } as const

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-onnx-'))
  await Promise.all([
    writeFile(join(folder, 'encoder.onnx'), scaling([1, 3, 2, 4, 4], 0.5)),
    writeFile(join(folder, 'decoder.onnx'), scaling([1, 3, 2, 4, 4], 2)),
    writeFile(join(folder, 'damaged.onnx'), 'not a model'),
  ])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A network that multiplies: what a user's files look like from outside. */
function scaling(shape: readonly number[], factor: number): Uint8Array {
  const g = new Graph()
  g.output('y', g.mul(g.input('x', 'float32', shape), factor))
  return encodeModel(g, () => {
    throw new Error('no parameters')
  })
}

const codec = (encoder: string, decoder = 'decoder.onnx') =>
  openOnnxFiles({ kind: 'onnx', encoder: join(folder, encoder), decoder: join(folder, decoder) }, options)

describe('ONNX files', () => {
  test('encode and decode', async () => {
    const { encode, decode, release } = await codec('encoder.onnx')
    const video = floatTensor([1, 3, 2, 4, 4]).data.fill(3)
    const latents = await encode(floatTensor([1, 3, 2, 4, 4], video))
    expect(latents.data.every((value) => value === 1.5)).toBe(true)
    expect((await decode(latents)).data.every((value) => value === 3)).toBe(true)
    await release()
  })

  test('of another size refuse with both sizes', async () => {
    const { encode, release } = await codec('encoder.onnx')
    await expect(encode(floatTensor([1, 3, 2, 8, 8]))).rejects.toThrow(
      'takes an input of [1, 3, 2, 4, 4], found [1, 3, 2, 8, 8]',
    )
    await release()
  })

  test('that are absent or damaged are errors that name them', async () => {
    const absent = await codec('absent.onnx')
    await expect(absent.encode(floatTensor([1]))).rejects.toMatchObject({
      problem: { code: 'WEIGHT_FILE_MISSING' },
    })
    const damaged = await codec('damaged.onnx')
    await expect(damaged.encode(floatTensor([1]))).rejects.toMatchObject({
      problem: { code: 'SESSION_FAILED' },
    })
  })
})
