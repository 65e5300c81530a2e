import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Random, seededRandom } from '../../bench/tensor/random.ts'
import { incompleteBeta, studentCdf } from '../../bench/tensor/statistics/distributions.ts'
import { expandedTail, quantile } from '../../bench/tensor/statistics/interval.ts'
import {
  bootstrapIntervals,
  type ClusterSums,
  clusterInterval,
  clusterMean,
  mean,
  normalCdf,
  pairedInterval,
  percentileInterval,
  roundHalfEven,
  studentQuantile,
  weightedMean,
} from '../../bench/tensor/statistics.ts'

const options = { resamples: 400, level: 0.95, seed: ['test'] }
const sumsOf = (
  values: readonly number[],
  weights: readonly number[] = values.map(() => 1),
): ClusterSums => ({
  weightedSums: Float64Array.from(values, (value, index) => value * weights[index]!),
  weights: Float64Array.from(weights),
})
const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true })

describe('means', () => {
  test('known values', () => {
    expect(weightedMean([1, 2, 4], [1, 1, 2])).toBe(11 / 4)
    expect(mean([1, 2, 6])).toBe(3)
    expect(clusterMean(sumsOf([0.5, 1], [10, 30]))).toBe(35 / 40)
  })

  test('nothing to average is null, not zero and not NaN', () => {
    expect(mean([])).toBeNull()
    expect(weightedMean([], [])).toBeNull()
    expect(weightedMean([5, 7], [0, 0])).toBeNull()
    expect(clusterMean(sumsOf([], []))).toBeNull()
  })

  test('a value of weight 0 counts for nothing, a weight of 2 for two values', () => {
    expect(weightedMean([1, 99], [1, 0])).toBe(1)
    expect(weightedMean([1, 4], [2, 1])).toBe(mean([1, 1, 4]))
  })

  test('unequal lengths are refused', () => {
    expect(() => weightedMean([1, 2], [1])).toThrow(/2 values and 1 weights/)
  })

  test('lie between the extremes and do not depend on the order', () => {
    const pairs = fc.array(fc.tuple(finite, fc.double({ min: 0.1, max: 100, noNaN: true })), { minLength: 1 })
    fc.assert(
      fc.property(pairs, (list) => {
        const found = weightedMean(
          list.map(([value]) => value),
          list.map(([, weight]) => weight),
        )!
        const values = list.map(([value]) => value)
        const slack = 1e-9 * Math.max(1, ...values.map(Math.abs))
        expect(found).toBeGreaterThanOrEqual(Math.min(...values) - slack)
        expect(found).toBeLessThanOrEqual(Math.max(...values) + slack)
        const reversed = list.toReversed()
        const again = weightedMean(
          reversed.map(([value]) => value),
          reversed.map(([, weight]) => weight),
        )!
        expect(Math.abs(again - found)).toBeLessThanOrEqual(slack)
      }),
      { seed: 1 },
    )
  })
})

describe('roundHalfEven', () => {
  test("is Python's round", () => {
    const cases = [
      [0.5, 0],
      [1.5, 2],
      [2.5, 2],
      [3.5, 4],
      [-0.5, 0],
      [-1.5, -2],
      [-2.5, -2],
      [2.4999999999999996, 2],
      [0.49999999999999994, 0],
      [7, 7],
      [-7.2, -7],
      [4503599627370495.5, 4503599627370496],
    ] as const
    for (const [x, expected] of cases) expect(roundHalfEven(x) + 0).toBe(expected)
  })
})

describe('distributions', () => {
  test('normal: table values', () => {
    // Abramowitz and Stegun, table 26.1.
    for (const [z, p] of [
      [0, 0.5],
      [1, 0.841344746],
      [1.96, 0.975002105],
      [-2.5758293, 0.005],
      [4, 0.999968329],
    ] as const) {
      expect(Math.abs(normalCdf(z) - p)).toBeLessThan(1e-7)
    }
  })

  test('Student: closed forms with 1 and 2 degrees of freedom, table values beyond', () => {
    for (const p of [0.6, 0.9, 0.975, 0.999]) {
      expect(studentQuantile(p, 1)).toBeCloseTo(Math.tan(Math.PI * (p - 0.5)), 8)
      expect(studentQuantile(p, 2)).toBeCloseTo((2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p))), 8)
      expect(studentCdf(studentQuantile(1 - p, 7), 7)).toBeCloseTo(1 - p, 12)
    }
    // Abramowitz and Stegun, table 26.10.
    for (const [freedom, t] of [
      [4, 2.776],
      [9, 2.262],
      [30, 2.042],
      [120, 1.98],
    ] as const) {
      expect(Math.abs(studentQuantile(0.975, freedom) - t)).toBeLessThan(5e-4)
    }
    expect(studentQuantile(0.5, 3)).toBe(0)
  })

  test('incomplete beta: closed forms and symmetry', () => {
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 13)
    expect(incompleteBeta(0.3, 2, 1)).toBeCloseTo(0.09, 13)
    expect(incompleteBeta(0.3, 2, 5) + incompleteBeta(0.7, 5, 2)).toBeCloseTo(1, 13)
  })
})

describe('percentileInterval', () => {
  test('quantiles are linear between order statistics and stop at the extremes', () => {
    const sorted = Float64Array.of(1, 2, 3, 4)
    expect(quantile(sorted, 0.5)).toBe(2.5)
    expect(quantile(sorted, 0.4)).toBe(2)
    expect(quantile(sorted, 0)).toBe(1)
    expect(quantile(sorted, 1)).toBe(4)
  })

  test('is wider for fewer clusters, and the plain percentile interval for many', () => {
    expect(expandedTail(0.025, 5)).toBeLessThan(expandedTail(0.025, 20))
    expect(Math.abs(expandedTail(0.025, 1e6) - 0.025)).toBeLessThan(1e-6)
    // By hand from tables: Φ(−2.776 · √(5/4)) and Φ(−2.093 · √(20/19)).
    expect(expandedTail(0.025, 5)).toBeCloseTo(0.001, 4)
    expect(expandedTail(0.025, 20)).toBeCloseTo(0.0159, 4)
  })

  test('refuses what has no meaning', () => {
    expect(() => percentileInterval(Float64Array.of(1), 95, 5)).toThrow(/between 0 and 1/)
    expect(() => percentileInterval(Float64Array.of(1), 0.95, 1)).toThrow(/at least 2/)
    expect(() => percentileInterval(new Float64Array(0), 0.95, 5)).toThrow(/no replicates/)
  })
})

describe('cluster bootstrap', () => {
  test('one cluster or none has no interval and says why', () => {
    expect(clusterInterval(sumsOf([]), options)).toEqual({ interval: null, reason: 'nothing is scored' })
    expect(clusterInterval(sumsOf([1, 2], [0, 0]), options).interval).toBeNull()
    expect(clusterInterval(sumsOf([1, 2], [3, 0]), options)).toEqual({
      interval: null,
      reason: expect.stringContaining('one prompt alone'),
    })
  })

  test('equal clusters give an interval of no width', () => {
    const { interval } = clusterInterval(sumsOf([0.5, 0.5, 0.5], [5, 5, 5]), options)
    expect(interval).toEqual({ low: 0.5, high: 0.5, level: 0.95 })
  })

  test('clusters without a weight change nothing', () => {
    const dense = clusterInterval(sumsOf([1, 2, 3, 4]), options)
    const sparse = clusterInterval(sumsOf([9, 1, 2, 9, 3, 4, 9], [0, 1, 1, 0, 1, 1, 0]), options)
    expect(sparse).toEqual(dense)
  })

  test('equal seeds give equal intervals, other seeds others', () => {
    const sums = sumsOf([1, 2, 4, 8, 16])
    expect(clusterInterval(sums, options)).toEqual(clusterInterval(sums, options))
    expect(clusterInterval(sums, { ...options, seed: ['other'] })).not.toEqual(clusterInterval(sums, options))
  })

  test('pairing removes what the prompts have in common', () => {
    const random = seededRandom('pairing')
    const difficulty = Array.from({ length: 30 }, () => random.normal())
    const a = sumsOf(difficulty)
    const b = sumsOf(difficulty.map((value) => value + 0.1 + 0.01 * random.normal()))
    const { interval } = pairedInterval(a, b, options)
    expect(interval!.low).toBeGreaterThan(0.09)
    expect(interval!.high).toBeLessThan(0.11)
    const alone = clusterInterval(a, options).interval!
    expect(alone.high - alone.low).toBeGreaterThan(0.3)
  })

  test('metrics on different prompts are drawn together, and an empty draw is drawn again', () => {
    const a = sumsOf([1, 2, 3, 0, 0, 0], [1, 1, 1, 0, 0, 0])
    const b = sumsOf([0, 0, 0, 4, 5, 6], [0, 0, 0, 1, 1, 1])
    const [sum, ratio] = bootstrapIntervals([a, b], ([x, y]) => [x! + y!, y! / x!], 2, options)
    expect(sum!.interval!.low).toBeGreaterThanOrEqual(5)
    expect(sum!.interval!.high).toBeLessThanOrEqual(9)
    expect(ratio!.interval!.low).toBeGreaterThan(0)
  })

  test('metrics that resampling all but always leaves empty have no interval', () => {
    // Each of 80 metrics rests on 2 of 160 prompts: a draw has all of them with probability 0.86^80 = 10^-5.
    const metrics = Array.from({ length: 80 }, (_, metric) => {
      const weights = new Float64Array(160)
      weights.fill(1, 2 * metric, 2 * metric + 2)
      return { weightedSums: weights, weights }
    })
    const [outcome] = bootstrapIntervals(metrics, ([first]) => [first!], 1, options)
    expect(outcome).toEqual({ interval: null, reason: expect.stringContaining('so few prompts') })
  })

  test('wrong input is refused', () => {
    expect(() =>
      clusterInterval({ weightedSums: new Float64Array(2), weights: new Float64Array(3) }, options),
    ).toThrow(/unequal length/)
    expect(() => clusterInterval(sumsOf([1, 2], [1, -1]), options)).toThrow(/weight -1/)
  })

  test('any sums give null or a finite interval inside the range of the cluster means', () => {
    const clusters = fc.array(fc.tuple(finite, fc.constantFrom(0, 1, 5)), { maxLength: 12 })
    fc.assert(
      fc.property(clusters, (list) => {
        const sums = sumsOf(
          list.map(([value]) => value),
          list.map(([, weight]) => weight),
        )
        const { interval, reason } = clusterInterval(sums, { ...options, resamples: 40 })
        const used = list.filter(([, weight]) => weight > 0).map(([value]) => value)
        expect(interval === null).toBe(used.length < 2)
        expect(interval === null).toBe(reason !== null)
        if (interval === null) return
        const slack = 1e-9 * Math.max(1, ...used.map(Math.abs))
        expect(interval.low).toBeGreaterThanOrEqual(Math.min(...used) - slack)
        expect(interval.high).toBeLessThanOrEqual(Math.max(...used) + slack)
        expect(interval.low).toBeLessThanOrEqual(interval.high)
      }),
      { seed: 1 },
    )
  })
})

describe('coverage: how often a 95 % interval holds the truth, over 500 simulated data sets', () => {
  /** Share of simulations whose interval holds `truth`; clusters of five clips of unequal weight. */
  function coverage(
    clusters: number,
    truth: number,
    draw: (random: Random) => number,
    between: boolean,
  ): number {
    const random = seededRandom('coverage', clusters, truth)
    let held = 0
    for (let simulation = 0; simulation < 500; simulation++) {
      const sums = { weightedSums: new Float64Array(clusters), weights: new Float64Array(clusters) }
      for (let cluster = 0; cluster < clusters; cluster++) {
        const shared = draw(random)
        for (let clip = 0; clip < 5; clip++) {
          const weight = 10 + random.integer(10)
          sums.weights[cluster]! += weight
          sums.weightedSums[cluster]! += weight * (shared + (between ? 0.5 * random.normal() : 0))
        }
      }
      const { interval } = clusterInterval(sums, { resamples: 300, level: 0.95, seed: [simulation] })
      if (interval !== null && interval.low <= truth && truth <= interval.high) held++
    }
    return held / 500
  }

  // Three standard errors of a share of 0.95 in 500 are 0.029.
  test.each([8, 20, 75])('normal prompts, %i of them: nominal', (clusters) => {
    expect(Math.abs(coverage(clusters, 0, (random) => random.normal(), true) - 0.95)).toBeLessThan(0.029)
  })

  test.each([20, 75])('prompts that succeed or fail, %i of them: nominal or a little above', (clusters) => {
    const found = coverage(clusters, 0.4, (random) => (random.next() < 0.4 ? 1 : 0), false)
    expect(found).toBeGreaterThan(0.921)
    expect(found).toBeLessThan(0.99)
  })

  test('five normal prompts: 90 %, short of nominal as docs/variability.md says', () => {
    const found = coverage(5, 0, (random) => random.normal(), true)
    expect(found).toBeGreaterThan(0.86)
    expect(found).toBeLessThan(0.95)
  })

  test('ignoring the clusters would claim far too much', () => {
    const random = seededRandom('naive')
    let held = 0
    for (let simulation = 0; simulation < 200; simulation++) {
      const values = Array.from({ length: 20 }, () => random.normal()).flatMap((shared) =>
        Array.from({ length: 5 }, () => shared + 0.5 * random.normal()),
      )
      const { interval } = clusterInterval(sumsOf(values), {
        resamples: 300,
        level: 0.95,
        seed: [simulation],
      })
      if (interval!.low <= 0 && 0 <= interval!.high) held++
    }
    expect(held / 200).toBeLessThan(0.8)
  })
})

test('16 dimensions and their totals over 944 prompts and 10,000 resamples take less than 10 s', () => {
  const random = seededRandom('speed')
  const metrics = Array.from({ length: 16 }, (_, dimension) =>
    sumsOf(
      Array.from({ length: 944 }, () => random.next()),
      Array.from({ length: 944 }, (_, prompt) => (prompt % 11 === dimension % 11 ? 5 : 0)),
    ),
  )
  const many = { ...options, resamples: 10_000 }
  const started = performance.now()
  for (const metric of metrics) expect(clusterInterval(metric, many).interval).not.toBeNull()
  const totals = bootstrapIntervals(
    metrics,
    (means) => [means.reduce((sum, value) => sum + value, 0)],
    1,
    many,
  )
  expect(totals[0]!.interval).not.toBeNull()
  // About 1 s on two idle cores; the bound leaves room for a busy machine.
  expect(performance.now() - started).toBeLessThan(10_000)
})
