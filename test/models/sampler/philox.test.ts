import { describe, expect, test } from 'vitest'
import { cudaNormals } from '../../../bench/models/sampler/cuda-normals.ts'
import { mersenneTwister } from '../../../bench/models/sampler/mersenne-twister.ts'
import { philox4x32, type Words4 } from '../../../bench/models/sampler/philox.ts'

describe('random generators equal their published known answers', () => {
  // Random123, tests/kat_vectors, lines "philox4x32 10"
  const known: readonly { counter: Words4; key: readonly [number, number]; words: Words4 }[] = [
    {
      counter: [0, 0, 0, 0],
      key: [0, 0],
      words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ]
  test.each(known)('Philox4x32-10 of $counter', ({ counter, key, words }) => {
    expect(philox4x32(counter, key)).toEqual(words)
  })

  test('MT19937 of the default seed: the 10,000th word that the C++ standard gives', () => {
    const next = mersenneTwister(5489)
    let word = 0
    for (let i = 0; i < 10_000; i++) word = next()
    // ISO C++ [rand.predef]
    expect(word).toBe(4123659995)
  })
})

describe('normals of the CUDA generator', () => {
  const device = { multiprocessors: 1, threadsPerMultiprocessor: 256 }

  test('seed 0 gives the numbers that torch.randn printed on a GPU', () => {
    // published output of torch.manual_seed(0); torch.randn(..., device='cuda'), rounded by torch to 4 decimals
    const printed = [
      -0.9247, -0.4253, -2.6438, 0.1452, -0.1209, -0.5797, -0.6229, -0.3284, -1.0745, -0.3631, -1.6711,
      2.2655, 0.3117, -0.1842, 1.2866, 1.182, -0.1271, 1.2169, 1.4353, 1.0605, -0.4941, -1.4244, -0.7244,
      -1.2973,
    ]
    const numbers = cudaNormals(0, 64, { multiprocessors: 132, threadsPerMultiprocessor: 2048 })
    printed.forEach((number, i) => {
      expect(numbers[i]).toBeCloseTo(number, 4)
    })
  })

  test('every element is drawn once, whatever the number of threads', () => {
    const numbers = cudaNormals(7, 5000, device)
    expect(new Set(numbers).size).toBeGreaterThan(4990)
    expect(numbers.every(Number.isFinite)).toBe(true)
  })

  test('mean 0 and deviation 1 within four standard errors', () => {
    const numbers = cudaNormals(42, 20_000, device)
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(20_000))
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000))
  })

  test('thread 1 starts at its own sub-sequence: its first number is its sine of the words of counter (0, 0, 1, 0)', () => {
    const [x, y] = philox4x32([0, 0, 1, 0], [7, 0])
    const radius = Math.sqrt(-2 * Math.log((x + 0.5) / 2 ** 32))
    expect(cudaNormals(7, 600, device)[1]).toBeCloseTo(
      radius * Math.sin((2 * Math.PI * (y + 0.5)) / 2 ** 32),
      5,
    )
  })
})
