import fc from 'fast-check'
import { expect, test } from 'vitest'
import { powerLaw } from '../../bench/profile/scaling.ts'

test('finds the exponent of a power law', () => {
  const positive = fc.double({ min: 0.1, max: 3, noNaN: true })
  fc.assert(
    fc.property(positive, positive, (exponent, factor) => {
      const law = powerLaw([16, 64, 256, 1024].map((x) => [x, factor * x ** exponent] as const))!
      expect(law.exponent).toBeCloseTo(exponent, 9)
      expect(law.factor).toBeCloseTo(factor, 6)
      expect(law.interval![0]).toBeCloseTo(exponent, 6)
    }),
  )
})

test('two points have an exponent and no interval, one and equal ones have nothing', () => {
  expect(
    powerLaw([
      [1, 1],
      [2, 4],
    ]),
  ).toMatchObject({ exponent: 2, interval: null, points: 2 })
  expect(powerLaw([[1, 1]])).toBeNull()
  expect(
    powerLaw([
      [2, 1],
      [2, 4],
    ]),
  ).toBeNull()
})

test('points off the line widen the interval', () => {
  // slope 5.2 / 5, squared residuals 0.042, two degrees of freedom
  const law = powerLaw([0, 1, 2, 3].map((x, i) => [Math.exp(x), Math.exp([0, 1.1, 1.9, 3.2][i]!)] as const))!
  expect(law.exponent).toBeCloseTo(1.04, 9)
  const reach = 4.302652729911275 * Math.sqrt(0.042 / 2 / 5)
  expect(law.interval![0]).toBeCloseTo(1.04 - reach, 6)
})
