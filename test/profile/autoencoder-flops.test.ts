import { describe, expect, test } from 'vitest'
import { DcAutoencoder } from '../../bench/models/autoencoder/dc-autoencoder.ts'
import { HunyuanAutoencoder } from '../../bench/models/autoencoder/hunyuan-autoencoder.ts'
import { dcSpec, hunyuanSpec } from '../../bench/models/specs.ts'
import { Graph } from '../../bench/onnx/graph/graph.ts'
import type { Run } from '../../bench/onnx/graph/program.ts'
import { countAutoencoder } from '../../bench/profile/autoencoder-flops.ts'
import { countNodes, type ProductCount, sumCounts } from '../../bench/profile/flops.ts'
import { upstreamForm } from '../../bench/profile/step-count.ts'
import { floatTensor } from '../../bench/tensor/tensor.ts'
import { expectWithin } from './expect-within.ts'
import { dcDecodeByHand, dcEncodeByHand, hunyuanDecodeByHand, hunyuanEncodeByHand } from './hand-counts.ts'

const whole = { spatial: false, temporal: false }
const hunyuan = { kind: 'hunyuan', spec: hunyuanSpec } as const
const dcAe = { kind: 'dc-ae', spec: dcSpec } as const

describe('FLOPs of the graphs equal those by hand', () => {
  test.each([
    [33, 32, 32],
    [5, 24, 18],
  ])('4×8×8 autoencoder, %d × %d × %d latents', async (t, h, w) => {
    const decode = await countAutoencoder(hunyuan, 'decode', [1, 16, t, h, w], whole)
    expectWithin(sumCounts(decode).flops, hunyuanDecodeByHand(hunyuanSpec, t, h, w))
    const encode = await countAutoencoder(hunyuan, 'encode', [1, 3, 4 * t - 3, 8 * h, 8 * w], whole)
    expectWithin(sumCounts(encode).flops, hunyuanEncodeByHand(hunyuanSpec, t, h, w))
  })

  test.each([
    [8, 8, 8],
    [2, 6, 8],
  ])('4×32×32 autoencoder, %d × %d × %d latents', async (t, h, w) => {
    const decode = await countAutoencoder(dcAe, 'decode', [1, 128, t, h, w], whole)
    expectWithin(sumCounts(decode).flops, dcDecodeByHand(dcSpec, t, h, w))
    const encode = await countAutoencoder(dcAe, 'encode', [1, 3, 4 * t, 32 * h, 32 * w], whole)
    expectWithin(sumCounts(encode).flops, dcEncodeByHand(dcSpec, t, h, w))
  })
})

describe('tiles', () => {
  const both = { spatial: true, temporal: true }
  const small = {
    hunyuan: { ...hunyuanSpec, blockOutChannels: [32, 32, 32, 32], sampleSize: 64, sampleTsize: 16 },
    dcAe: {
      ...dcSpec,
      latentChannels: 8,
      encoderWidthList: [8, 16, 32, 32, 32, 32],
      decoderWidthList: [8, 16, 32, 32, 32, 32],
      spatialTileSize: 128,
      temporalTileSize: 16,
    },
  }
  const sizes = { encode: [1, 3, 29, 96, 160], decode: [1, 16, 8, 12, 20] }

  test.each(['encode', 'decode'] as const)('4×8×8: %s is counted as it is cut', async (direction) => {
    const shape = sizes[direction]
    const { run, total } = counter()
    const network = new HunyuanAutoencoder(small.hunyuan)
    const x = floatTensor(shape)
    await (direction === 'encode' ? network.posterior(run, x, both) : network.decode(run, x, both))
    const tiles = await countAutoencoder({ kind: 'hunyuan', spec: small.hunyuan }, direction, shape, both)
    expect(sumCounts(tiles)).toEqual(total())
    expect(tiles.length).toBeGreaterThan(4)
  })

  test.each(['encode', 'decode'] as const)('4×32×32: %s is counted as it is cut', async (direction) => {
    const shape = { encode: [1, 3, 32, 192, 224], decode: [1, 8, 8, 6, 7] }[direction]
    const { run, total } = counter()
    await new DcAutoencoder(small.dcAe)[direction](run, floatTensor(shape), both)
    const tiles = await countAutoencoder({ kind: 'dc-ae', spec: small.dcAe }, direction, shape, both)
    expect(sumCounts(tiles)).toEqual(total())
    expect(tiles.length).toBeGreaterThan(4)
  })

  test('at official size, 768px takes 108 tiles', async () => {
    const tiles = await countAutoencoder(dcAe, 'decode', [1, 128, 32, 18, 32], both)
    // starts every 6 latents in all three axes: 6 in time, 3 rows, 6 columns
    expect(tiles.reduce((total, { tiles: count }) => total + count, 0)).toBe(6 * 3 * 6)
    expect(tiles[0]).toMatchObject({ shape: [1, 128, 8, 8, 8], tiles: 5 * 2 * 5 })
    expectWithin(tiles[0]!.flops, 50 * dcDecodeByHand(dcSpec, 8, 8, 8))
  })
})

/** Counts every program that a network runs, and answers with zeros. */
function counter() {
  const counts: ProductCount[] = []
  const run: Run = async ({ build }) => {
    const g = new Graph(upstreamForm)
    build(g)
    counts.push(...countNodes(g))
    return Object.fromEntries(
      g.outputs.map(({ name, value }) => [name, floatTensor(value.shape as readonly number[])]),
    )
  }
  return { run, total: () => sumCounts(counts) }
}

test('convolutions frame by frame take fewer products than the plain form', async () => {
  const shape = [1, 16, 5, 32, 32]
  const [plain, frames] = await Promise.all([
    countAutoencoder(hunyuan, 'decode', shape, whole),
    countAutoencoder(hunyuan, 'decode', shape, whole, { conv3d: 'frames' }),
  ])
  expect(sumCounts(frames).flops).toBeLessThan(0.7 * sumCounts(plain).flops)
})
