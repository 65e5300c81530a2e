import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../bench/tensor/random.ts'
import {
  type CalibrationPoint,
  calibrate,
  kendallTauB,
  midranks,
  signAccuracy,
  spearman,
} from '../../bench/tensor/statistics.ts'

describe('rank correlations', () => {
  test('midranks share the mean of their places', () => {
    expect(midranks([10, 30, 20, 20])).toEqual([1, 4, 2.5, 2.5])
  })

  test('without ties: 1 − 6 Σd² / n(n² − 1), and (concordant − discordant) / pairs', () => {
    const [x, y] = [
      [106, 100, 86, 101, 99, 103, 97, 113, 112, 110],
      [7, 27, 2, 50, 28, 29, 20, 12, 6, 17],
    ]
    // Σd² = 194, n = 10
    expect(spearman(x, y)).toBeCloseTo(1 - (6 * 194) / (10 * 99), 12)
    expect(kendallTauB([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo((5 - 1) / 6, 12)
  })

  test('with ties, worked by hand', () => {
    // Pairs: 3 concordant, 0 discordant; 4 untied in x ([1,1] and [2,2] tie), 5 untied in y.
    expect(kendallTauB([1, 1, 2, 2], [1, 2, 2, 3])).toBeCloseTo(3 / Math.sqrt(4 * 5), 12)
    // Ranks 1.5 1.5 3.5 3.5 and 1 2.5 2.5 4: covariance 3 over √(4 · 4.5).
    expect(spearman([1, 1, 2, 2], [1, 2, 2, 3])).toBeCloseTo(3 / Math.sqrt(4 * 4.5), 12)
  })

  test('Kendall’s τ-b is that of all pairs looked at one by one', () => {
    const values = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(values, (points) => {
        let [score, untiedX, untiedY] = [0, 0, 0]
        for (const [i, [x, y]] of points.entries()) {
          for (const [otherX, otherY] of points.slice(0, i)) {
            score += Math.sign(x - otherX) * Math.sign(y - otherY)
            untiedX += Math.abs(Math.sign(x - otherX))
            untiedY += Math.abs(Math.sign(y - otherY))
          }
        }
        const found = kendallTauB(
          points.map(([x]) => x),
          points.map(([, y]) => y),
        )
        if (untiedX === 0 || untiedY === 0) expect(found).toBeNull()
        else expect(found).toBeCloseTo(score / Math.sqrt(untiedX * untiedY), 12)
      }),
    )
  })

  test('sign accuracy leaves out undecided pairs', () => {
    expect(signAccuracy([1, -2, 3, 0, 4], [2, -1, -1, 5, 0])).toBe(2 / 3)
    expect(signAccuracy([0], [1])).toBeNull()
  })

  test('a constant side has no correlation', () => {
    expect(spearman([1, 1], [1, 2])).toBeNull()
    expect(kendallTauB([1, 2], [3, 3])).toBeNull()
    expect(spearman([], [])).toBeNull()
    expect(() => kendallTauB([1], [])).toThrow(/1 and 0 values/)
  })

  test('rising maps change nothing, turning one side turns the sign', () => {
    const value = fc.integer({ min: -20, max: 20 })
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 30 }), (pairs) => {
        const x = pairs.map(([a]) => a)
        const y = pairs.map(([, b]) => b)
        for (const coefficient of [spearman, kendallTauB]) {
          const found = coefficient(x, y)
          const turned = coefficient(
            x.map((a) => -(a ** 3)),
            y,
          )
          if (found === null) expect(turned).toBeNull()
          else expect(turned).toBeCloseTo(-found, 10)
          if (found !== null) expect(Math.abs(found)).toBeLessThanOrEqual(1 + 1e-12)
        }
      }),
    )
  })
})

describe('calibration', () => {
  const random = seededRandom('calibration test')
  const points: CalibrationPoint[] = Array.from({ length: 120 }, (_, index) => {
    const scoreDifference = random.normal()
    return { prompt: index % 30, scoreDifference, preference: scoreDifference + random.normal() }
  })
  const options = { resamples: 200, level: 0.95, seed: ['test'] }

  test('intervals hold the value and are the same every time', () => {
    const found = calibrate(points, options)
    for (const { value, interval } of Object.values(found)) {
      expect(interval!.low).toBeLessThan(value!)
      expect(interval!.high).toBeGreaterThan(value!)
    }
    expect(calibrate(points, options)).toEqual(found)
  })

  test('without prompts to compare, a reason', () => {
    const one = calibrate(
      points.slice(0, 9).map((point) => ({ ...point, prompt: 0 })),
      options,
    )
    expect(one.spearman.value).not.toBeNull()
    expect(one.spearman.reason).toMatch(/one prompt/)
    expect(calibrate([], options).signAccuracy.reason).toMatch(/do not differ/)
  })
})
