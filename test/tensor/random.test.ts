import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom, xoshiro128 } from '../../bench/tensor/random.ts'

describe('xoshiro128**', () => {
  test("gives the reference implementation's numbers", () => {
    const draw = xoshiro128([1, 2, 3, 4])
    // Output of xoshiro128starstar.c 1.1 from the state {1, 2, 3, 4}, as in the test of Rust's rand_xoshiro.
    const expected = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]
    expect(expected.map(() => draw())).toEqual(expected)
  })

  test('refuses the all-zero state, from which it never leaves', () => {
    expect(() => xoshiro128([0, 0, 0, 0])).toThrow(/all zero/)
  })
})

describe('seededRandom', () => {
  test('equal keys give equal numbers, and these stay the same between versions', () => {
    const draws = () => {
      const random = seededRandom('golden', 7)
      return [random.next(), random.integer(1000), random.normal(), ...random.shuffle([1, 2, 3, 4])]
    }
    expect(draws()).toEqual(draws())
    expect(draws()).toMatchInlineSnapshot(`
      [
        0.9469578148583081,
        492,
        -0.7477870027958026,
        1,
        4,
        2,
        3,
      ]
    `)
  })

  test('a number and its text, or keys split elsewhere, are other streams', () => {
    const first = (...keys: (string | number)[]) => seededRandom(...keys).next()
    const streams = [first('a', 1), first('a', '1'), first('a1'), first('a', 1, ''), first()]
    expect(new Set(streams).size).toBe(streams.length)
  })

  test('next is uniform in [0, 1)', () => {
    const random = seededRandom('uniform')
    const bins = new Float64Array(10)
    for (let i = 0; i < 100_000; i++) bins[Math.floor(random.next() * 10)]!++
    // Chi-squared with 9 degrees of freedom: 27.9 is exceeded with probability 0.001.
    expect(chiSquared(bins, 10_000)).toBeLessThan(27.9)
  })

  test('integer is uniform and stays in its range', () => {
    const random = seededRandom('integer')
    const bins = new Float64Array(7)
    for (let i = 0; i < 70_000; i++) bins[random.integer(7)]!++
    // 6 degrees of freedom: 22.5 is exceeded with probability 0.001.
    expect(chiSquared(bins, 10_000)).toBeLessThan(22.5)
    expect(random.integer(1)).toBe(0)
    expect(random.integer(2 ** 32)).toBeLessThan(2 ** 32)
    for (const bad of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1]) {
      expect(() => random.integer(bad)).toThrow(RangeError)
    }
  })

  test('normal has the moments of a standard normal', () => {
    const random = seededRandom('normal')
    const values = Array.from({ length: 100_000 }, () => random.normal())
    const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / values.length
    // Bounds are 4 standard errors of each moment: 1, √2, √15 and √96 over √100,000.
    expect(Math.abs(moment(1))).toBeLessThan(0.0127)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.0179)
    expect(Math.abs(moment(3))).toBeLessThan(0.049)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.124)
  })

  test('shuffle is a permutation that leaves its input alone, and every order is as likely', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const before = [...items]
        const shuffled = seededRandom(seed).shuffle(items)
        expect(items).toEqual(before)
        expect(shuffled.toSorted()).toEqual(items.toSorted())
      }),
      { seed: 1, numRuns: 50 },
    )
    const random = seededRandom('orders')
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle(['a', 'b', 'c']).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    // 5 degrees of freedom: 20.5 is exceeded with probability 0.001.
    expect(chiSquared(Float64Array.from(counts.values()), 1000)).toBeLessThan(20.5)
  })
})

function chiSquared(counts: Float64Array, expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}
