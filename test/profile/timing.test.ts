import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { measuredTime, medianInterval, quantileOf } from '../../bench/profile/timing.ts'
import { measuredTimeSchema } from '../../bench/records/profile.ts'
import { seededRandom } from '../../bench/tensor/random.ts'

const seconds = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
const repeated = { stopped: 'limit' as const }

describe('a measured time', () => {
  test('is the median with its spread', () => {
    const time = measuredTime({ samples: [3, 1, 2, 5, 4], ...repeated }, true)
    expect(time).toMatchObject({ kind: 'measured', seconds: 3, repetitions: 5, syntheticWeights: true })
    expect(time.spread).toMatchObject({
      quartiles: [2, 4],
      p95: 4.8,
      samples: [3, 1, 2, 5, 4],
      stopped: 'limit',
    })
  })

  test('of one repetition has no interval, not one of zero width', () => {
    const time = measuredTime({ samples: [2], ...repeated }, true)
    expect(time.interval).toBeNull()
    expect(time.spread.level).toBeNull()
  })

  test.each([[[]], [[0]], [[-1, 2]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]]])(
    'refuses %j',
    (samples) => {
      expect(() => measuredTime({ samples, ...repeated }, true)).toThrow('positive numbers')
    },
  )

  test('calls a sample far outside the quartiles an outlier, and keeps it', () => {
    const time = measuredTime({ samples: [1, 1.01, 1.02, 1.03, 1.04, 1.08, 3], ...repeated }, true)
    expect(time.spread.outliers).toEqual({ mild: 0, severe: 1 })
    expect(time.spread.samples).toContain(3)
    expect(time.seconds).toBe(1.03)
  })

  test('fits its record, and the median lies in its interval and between the quartiles', () => {
    fc.assert(
      fc.property(fc.array(seconds, { minLength: 1, maxLength: 30 }), (samples) => {
        const time = measuredTimeSchema.parse(measuredTime({ samples, ...repeated }, false))
        const [q1, q3] = time.spread.quartiles
        expect(time.seconds >= q1 && time.seconds <= q3 && q3 <= Math.max(...samples)).toBe(true)
        if (time.interval)
          expect(time.interval[0] <= time.seconds && time.seconds <= time.interval[1]).toBe(true)
      }),
    )
  })

  test('scales with its unit', () => {
    fc.assert(
      fc.property(fc.array(seconds, { minLength: 2, maxLength: 12 }), (samples) => {
        const [low, high] = medianInterval(samples)!
        const [low2, high2] = medianInterval(samples.map((each) => 2 * each))!
        expect(low2 / low).toBeCloseTo(2, 6)
        expect(high2 / high).toBeCloseTo(2, 6)
      }),
    )
  })
})

describe('the interval of a median', () => {
  test('lies between order statistics from six samples on', () => {
    expect(medianInterval([1, 2, 3, 4, 5, 6])).toEqual([1, 6])
    // P(at most 1 of 9 below the median) = 10/512, so the second and the eighth
    expect(medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([2, 8])
    // P(at most 5 of 20) = 0.0207, and of at most 6 0.0577: the sixth and the fifteenth
    expect(medianInterval(Array.from({ length: 20 }, (_, i) => i + 1))).toEqual([6, 15])
  })

  test.each([2, 3, 5, 6, 8, 12])('of %d repetitions holds the true median at its level', (n) => {
    const random = seededRandom(0, 'coverage', n)
    const trials = 2000
    let held = 0
    for (let i = 0; i < trials; i++) {
      const samples = Array.from({ length: n }, () => Math.exp(0.1 * random.normal()))
      const [low, high] = medianInterval(samples)!
      if (low <= 1 && 1 <= high) held++
    }
    expect(held / trials).toBeGreaterThan(0.935)
  })
})

test('quantiles are those of numpy', () => {
  // numpy.quantile([1, 2, 4, 8], [0.25, 0.5, 0.95])
  const sorted = [1, 2, 4, 8]
  expect([0.25, 0.5, 0.95].map((p) => quantileOf(sorted, p))).toEqual([1.75, 3, expect.closeTo(7.4, 12)])
})
