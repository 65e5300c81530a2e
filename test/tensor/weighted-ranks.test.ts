import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WeightedRanks } from '../../bench/tensor/statistics/weighted-ranks.ts'
import { kendallTauB, signAccuracy, spearman } from '../../bench/tensor/statistics.ts'

const points = fc.array(
  fc.record({
    x: fc.integer({ min: -4, max: 4 }),
    y: fc.integer({ min: -3, max: 3 }),
    weight: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 30 },
)

test('coefficients of weighted points are those of the points repeated as often', () => {
  fc.assert(
    fc.property(points, (found) => {
      const repeated = found.flatMap(({ x, y, weight }) => new Array(weight).fill({ x, y }))
      const xs = repeated.map(({ x }) => x)
      const ys = repeated.map(({ y }) => y)
      const ranks = new WeightedRanks(
        found.map(({ x }) => x),
        found.map(({ y }) => y),
      )
      const weights = Float64Array.from(found, ({ weight }) => weight)
      for (const [weighted, plain] of [
        [ranks.spearman(weights), spearman(xs, ys)],
        [ranks.kendall(weights), kendallTauB(xs, ys)],
        [ranks.signAccuracy(weights), signAccuracy(xs, ys)],
      ] as const) {
        if (plain === null) expect(weighted).toBeNull()
        else expect(weighted).toBeCloseTo(plain, 10)
      }
    }),
    { numRuns: 300 },
  )
})
