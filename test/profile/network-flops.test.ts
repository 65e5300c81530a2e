import { describe, expect, test } from 'vitest'
import { clipLargeSpec, dcSpec, hunyuanSpec, mmditSpecs, t5XxlSpec } from '../../bench/models/specs.ts'
import { sumCounts } from '../../bench/profile/flops.ts'
import { countAutoencoder, countClip, countMmdit, countT5 } from '../../bench/profile/network-flops.ts'
import {
  clipByHand,
  dcDecodeByHand,
  dcEncodeByHand,
  hunyuanDecodeByHand,
  hunyuanEncodeByHand,
  mmditByHand,
  t5ByHand,
} from './hand-counts.ts'

const tolerance = 0.005
const expectWithin = (counted: number, byHand: number) =>
  expect(Math.abs(counted / byHand - 1), `${counted} against ${byHand}`).toBeLessThan(tolerance)

const whole = { spatial: false, temporal: false }
const hunyuan = { kind: 'hunyuan', spec: hunyuanSpec } as const
const dcAe = { kind: 'dc-ae', spec: dcSpec } as const

describe('FLOPs of the graphs equal those by hand', () => {
  test.each([
    ['open-sora-v2', 8448],
    ['open-sora-v2', 76_032],
    ['open-sora-v2-dc-ae', 18_432],
    ['flux-dev', 2304],
  ] as const)('%s, %d tokens', (name, imageTokens) => {
    const spec = mmditSpecs[name]
    const steps = countMmdit(spec, { batch: 1, imageTokens, textTokens: 512 })
    expect(steps.filter(({ flops }) => flops > 0)).toHaveLength(spec.depth + spec.depthSingleBlocks + 2)
    expectWithin(sumCounts(steps).flops, mmditByHand(spec, imageTokens, 512))
  })

  test('a batch of three predictions', () => {
    const sizes = { imageTokens: 8448, textTokens: 512 }
    const [one, three] = [1, 3].map((batch) =>
      sumCounts(countMmdit(mmditSpecs['open-sora-v2'], { batch, ...sizes })),
    )
    expect(three!.flops).toBe(3 * one!.flops)
    expect(three!.values).toBeLessThan(3 * one!.values)
  })

  test('T5 XXL and CLIP', () => {
    expectWithin(sumCounts(countT5(t5XxlSpec, 1, 512)).flops, t5ByHand(t5XxlSpec, 512))
    expectWithin(countClip(clipLargeSpec, 1, 77).flops, clipByHand(clipLargeSpec, 77))
  })

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

test('tiles cover the input as the autoencoders cut it', async () => {
  const tiles = await countAutoencoder(dcAe, 'decode', [1, 128, 32, 18, 32], {
    spatial: true,
    temporal: true,
  })
  // starts every 6 latents in all three axes: 6 in time, 3 rows, 6 columns
  expect(tiles.reduce((total, { tiles: count }) => total + count, 0)).toBe(6 * 3 * 6)
  expect(tiles[0]).toMatchObject({ shape: [1, 128, 8, 8, 8], tiles: 5 * 2 * 5 })
  expectWithin(tiles[0]!.flops, 50 * dcDecodeByHand(dcSpec, 8, 8, 8))
})

test('convolutions frame by frame take fewer products than the plain form', async () => {
  const shape = [1, 16, 5, 32, 32]
  const [plain, frames] = await Promise.all([
    countAutoencoder(hunyuan, 'decode', shape, whole),
    countAutoencoder(hunyuan, 'decode', shape, whole, { conv3d: 'frames' }),
  ])
  expect(sumCounts(frames).flops).toBeLessThan(0.7 * sumCounts(plain).flops)
})
