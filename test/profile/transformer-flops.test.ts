import { describe, expect, test } from 'vitest'
import { clipLargeSpec, mmditSpecs, t5XxlSpec } from '../../bench/models/specs.ts'
import { sumCounts } from '../../bench/profile/flops.ts'
import { countClip, countMmdit, countT5 } from '../../bench/profile/transformer-flops.ts'
import { expectWithin } from './expect-within.ts'
import { clipByHand, mmditByHand, t5ByHand } from './hand-counts.ts'

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
})
