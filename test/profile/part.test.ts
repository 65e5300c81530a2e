import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dcSpec, mmditSpecs, t5XxlSpec } from '../../bench/models/specs.ts'
import type { PartSpec } from '../../bench/profile/part.ts'
import { planPart } from '../../bench/profile/part-plan.ts'
import { loadPart } from '../../bench/profile/part-runner.ts'
import { openPartServer, partRunSchema } from '../../bench/profile/part-server.ts'
import { syntheticWeights } from '../../bench/profile/synthetic-weights.ts'
import { countMmdit, countT5 } from '../../bench/profile/transformer-flops.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const options = { provider: 'cpu', threads: 1, syntheticFolder: folder } as const

const small = { ...mmditSpecs['open-sora-v2'], hiddenSize: 128, numHeads: 1, depth: 2, depthSingleBlocks: 3 }
const sizes = { imageTokens: 12, textTokens: 8 }
const mmdit = { kind: 'mmdit', spec: small, sizes } as const
const t5 = {
  kind: 't5',
  spec: { ...t5XxlSpec, dModel: 64, dFf: 96, numHeads: 2, dKv: 32, numLayers: 3, vocabSize: 300 },
  length: 16,
} as const
const dc = {
  ...dcSpec,
  latentChannels: 8,
  encoderWidthList: [8, 16, 32, 32, 32, 32],
  decoderWidthList: [8, 16, 32, 32, 32, 32],
}
const codec: PartSpec = {
  kind: 'codec',
  codec: {
    kind: 'built-in',
    autoencoder: { kind: 'dc-ae', spec: dc },
    tiling: { spatial: false, temporal: false },
  },
  direction: 'decode',
  shape: [1, 8, 2, 1, 1],
}

describe('parts', () => {
  test('of a transformer, each as often as it is held, have the work of the whole', async () => {
    const flops = async (piece: 'whole' | 'ends' | 'double block' | 'single block') =>
      (await planPart({ ...mmdit, piece }, 'cpu')).flops!
    const whole = countMmdit(small, { batch: 1, ...sizes }).reduce((sum, step) => sum + step.flops, 0)
    expect(await flops('whole')).toBe(whole)
    expect(
      (await flops('ends')) + 2 * (await flops('double block')) + 3 * (await flops('single block')),
    ).toBe(whole)
  })

  test('of T5 have the work of the whole', async () => {
    const flops = async (piece: 'ends' | 'block') => (await planPart({ ...t5, piece }, 'cpu')).flops!
    const whole = countT5(t5.spec, 1, 16).reduce((sum, step) => sum + step.flops, 0)
    expect((await flops('ends')) + 3 * (await flops('block'))).toBe(whole)
  })

  test.each<[string, PartSpec]>([
    ['a whole transformer', { ...mmdit, piece: 'whole' }],
    ['its ends', { ...mmdit, piece: 'ends' }],
    ['a double block', { ...mmdit, piece: 'double block' }],
    ['a single block', { ...mmdit, piece: 'single block' }],
    ['a block of T5', { ...t5, piece: 'block' }],
    ['an autoencoder', codec],
    ['a matrix product', { kind: 'matrix', size: [4, 5, 6] }],
    ['a copy', { kind: 'copy', bytes: 1024 }],
  ])('%s runs on made-up weights, as planned', async (_name, spec) => {
    const plan = await planPart(spec, 'cpu')
    expect(plan.executedFlops).toBeGreaterThanOrEqual(0)
    expect(plan.workingBytes).toBeGreaterThan(0)
    const part = await loadPart(spec, options)
    await part.prepare?.()
    await part.run()
    await part.run()
    expect(await part.outsidePeakBytes()).toBe(0)
    await part.release()
  })

  test('are planned for official size without their tensors', async () => {
    const spec = {
      ...mmdit,
      spec: mmditSpecs['open-sora-v2'],
      sizes: { imageTokens: 76_032, textTokens: 512 },
    }
    const { flops, weightBytes } = await planPart({ ...spec, piece: 'single block' }, 'cpu')
    // q, k, v, gate, up and out of 3,072, and attention over all tokens
    const tokens = 76_032 + 512
    const expected = 2 * tokens * 12 * 3072 ** 2 + 4 * tokens ** 2 * 3072
    expect(flops! / expected).toBeCloseTo(1, 2)
    expect(weightBytes! / 4 / 1e6).toBeGreaterThan(140)
  })
})

test('made-up weights lie one after the other, in a file that grows when it must', async () => {
  const parameters = [
    { path: 'a', shape: [3, 5] },
    { path: 'b', shape: [64, 64] },
  ]
  const { tensors, path } = await syntheticWeights(parameters, join(folder, 'weights'))
  expect(tensors.get('a')).toMatchObject({ offsetBytes: 0, lengthBytes: 60, dtype: 'float32' })
  expect(tensors.get('b')).toMatchObject({ offsetBytes: 64, lengthBytes: 16_384 })
  const { size, mtimeMs } = await stat(path)
  expect(size).toBeGreaterThan(16_448)
  await syntheticWeights(parameters, join(folder, 'weights'))
  expect((await stat(path)).mtimeMs).toBe(mtimeMs)
  await syntheticWeights([{ path: 'c', shape: [size] }], join(folder, 'weights'))
  expect((await stat(path)).size).toBeGreaterThanOrEqual(4 * size)
})

test('a server runs the parts that it was started with, and says what they took', async () => {
  const server = await openPartServer({ ...options, parts: [{ kind: 'matrix', size: [64, 64, 64] }] })
  const run = partRunSchema.parse(await server.run({ index: 0, only: null }))
  expect(run.peakBytes).toBeGreaterThan(20 * 2 ** 20)
  await expect(server.run({ index: 1, only: null })).rejects.toThrow('No part 1: there are 1')
  await server.close()
})
