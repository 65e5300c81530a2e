import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ComparisonOutcome,
  comparisonOutcomes,
  countIndex,
  type DavidsonFit,
  fitDavidson,
} from '../../bench/tensor/statistics.ts'

type Row = readonly [first: number, second: number, outcome: ComparisonOutcome, votes: number]

function countsOf(models: number, rows: readonly Row[]): Float64Array {
  const counts = new Float64Array(models * models * 3)
  for (const [first, second, outcome, votes] of rows) {
    counts[countIndex(models, first, second, outcome)]! += votes
  }
  return counts
}

function fitted(counts: Float64Array, models: number, priorWeight?: number): DavidsonFit {
  const { fit, reason } = fitDavidson(counts, models, priorWeight === undefined ? {} : { priorWeight })
  if (fit === null) throw new Error(reason)
  return fit
}

/** The penalty as good as gone, where a closed form of the plain maximum is known. */
const faint = 1e-9

describe('Davidson’s model', () => {
  test('two models in both orders: the closed form', () => {
    // Two trinomials with three free parameters; both orders mirrored, so the split over sides is even.
    const counts = countsOf(2, [
      [0, 1, 'first', 40],
      [0, 1, 'second', 10],
      [0, 1, 'tie', 20],
      [1, 0, 'first', 10],
      [1, 0, 'second', 40],
      [1, 0, 'tie', 20],
    ])
    const fit = fitted(counts, 2, faint)
    expect(fit.strengths[0]! - fit.strengths[1]!).toBeCloseTo(Math.log(4), 7)
    // ν = ties / √(wins · losses) for one pair (Davidson, 1970).
    expect(fit.tie).toBeCloseTo(Math.log(20 / Math.sqrt(40 * 10)), 7)
    expect(fit.sideBias).toBeCloseTo(0, 7)
    expect(fit.separated).toBe(false)
  })

  test('without ties and side bias: Bradley and Terry’s closed form for a pair', () => {
    const counts = countsOf(2, [
      [0, 1, 'first', 30],
      [0, 1, 'second', 15],
      [1, 0, 'first', 15],
      [1, 0, 'second', 30],
      [0, 1, 'tie', 0.001],
    ])
    expect(fitted(counts, 2, faint).strengths[0]).toBeCloseTo(Math.log(2) / 2, 5)
  })

  test('an order effect alone is found as such', () => {
    const counts = countsOf(2, [
      [0, 1, 'first', 30],
      [0, 1, 'second', 10],
      [0, 1, 'tie', 5],
      [1, 0, 'first', 30],
      [1, 0, 'second', 10],
      [1, 0, 'tie', 5],
    ])
    const fit = fitted(counts, 2, faint)
    expect(fit.sideBias).toBeCloseTo(Math.log(3), 7)
    expect(fit.strengths[0]).toBeCloseTo(0, 7)
  })

  test('at the maximum, expected wins, ties and first-side wins equal those seen', () => {
    const counts = countsOf(3, [
      [0, 1, 'first', 12],
      [0, 1, 'second', 7],
      [0, 1, 'tie', 4],
      [1, 0, 'first', 9],
      [1, 0, 'tie', 2],
      [1, 2, 'first', 5],
      [1, 2, 'second', 8],
      [2, 0, 'first', 11],
      [2, 0, 'second', 3],
      [2, 0, 'tie', 6],
    ])
    const fit = fitted(counts, 3, faint)
    const residual = residuals(counts, 3, fit)
    for (const value of residual) expect(value).toBeCloseTo(0, 6)
  })

  test('what always wins gets a finite strength, and the fit says that it is separated', () => {
    const counts = countsOf(3, [
      [0, 1, 'first', 10],
      [1, 0, 'second', 10],
      [0, 2, 'first', 10],
      [1, 2, 'first', 5],
      [2, 1, 'first', 5],
    ])
    const fit = fitted(counts, 3)
    expect(fit.separated).toBe(true)
    expect([...fit.strengths, fit.tie, fit.sideBias].every(Number.isFinite)).toBe(true)
    expect(fit.strengths[0]).toBeGreaterThan(fit.strengths[1]!)
    expect(fit.tie).toBeLessThan(-1)
  })

  test('models that no votes connect are refused', () => {
    const counts = countsOf(4, [
      [0, 1, 'first', 3],
      [2, 3, 'tie', 3],
    ])
    expect(fitDavidson(counts, 4)).toEqual({ fit: null, reason: expect.stringContaining('2 groups') })
    expect(fitDavidson(countsOf(2, []), 2).fit).toBeNull()
  })

  test('wrong tables are refused', () => {
    expect(() => fitDavidson(new Float64Array(11), 2)).toThrow(/expected 2 × 2 × 3/)
    expect(() => fitDavidson(countsOf(2, [[0, 1, 'tie', -1]]), 2)).toThrow(/negative/)
    expect(() => fitDavidson(countsOf(2, [[1, 1, 'tie', 1]]), 2)).toThrow(/against itself/)
    expect(() => fitDavidson(countsOf(2, [[0, 1, 'tie', 1]]), 2, { priorWeight: 0 })).toThrow(/above 0/)
  })

  const anyCounts = fc
    .array(fc.integer({ min: 0, max: 30 }), { minLength: 27, maxLength: 27 })
    .map((numbers) => Float64Array.from(numbers, (n, at) => (Math.floor(at / 3) % 4 === 0 ? 0 : n)))
    .filter((counts) => fitDavidson(counts, 3).fit !== null)

  test('exchanging all sides turns the side bias and nothing else', () => {
    fc.assert(
      fc.property(anyCounts, (counts) => {
        const exchanged = new Float64Array(27)
        for (const [first, second, outcome] of places(3)) {
          const other = outcome === 'first' ? 'second' : outcome === 'second' ? 'first' : 'tie'
          exchanged[countIndex(3, second, first, other)] = counts[countIndex(3, first, second, outcome)]!
        }
        const [a, b] = [fitted(counts, 3), fitted(exchanged, 3)]
        expect(b.sideBias).toBeCloseTo(-a.sideBias, 7)
        expect(b.tie).toBeCloseTo(a.tie, 7)
        for (const [model, strength] of a.strengths.entries()) {
          expect(b.strengths[model]).toBeCloseTo(strength, 7)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('the start of the search does not matter, and strengths have mean 0', () => {
    fc.assert(
      fc.property(anyCounts, fc.double({ min: -4, max: 4, noNaN: true }), (counts, away) => {
        const fit = fitted(counts, 3)
        const start = { ...fit, strengths: Float64Array.of(away, -away, 0), tie: away, sideBias: -away }
        const again = fitDavidson(counts, 3, { start }).fit!
        for (const [model, strength] of fit.strengths.entries()) {
          expect(again.strengths[model]).toBeCloseTo(strength, 7)
        }
        expect(fit.strengths.reduce((sum, strength) => sum + strength, 0)).toBeCloseTo(0, 9)
      }),
      { numRuns: 50 },
    )
  })
})

function* places(models: number) {
  for (let first = 0; first < models; first++) {
    for (let second = 0; second < models; second++) {
      if (first === second) continue
      for (const outcome of comparisonOutcomes) yield [first, second, outcome] as const
    }
  }
}

/** Seen − expected: (wins + ties/2) of each model, ties, and (first-side − second-side wins)/2. */
function residuals(counts: Float64Array, models: number, fit: DavidsonFit): number[] {
  const found = new Array<number>(models + 2).fill(0)
  for (const [first, second, outcome] of places(models)) {
    const total = comparisonOutcomes.reduce(
      (sum, o) => sum + counts[countIndex(models, first, second, o)]!,
      0,
    )
    const mass = {
      first: Math.exp(fit.strengths[first]! + fit.sideBias / 2),
      second: Math.exp(fit.strengths[second]! - fit.sideBias / 2),
      tie: Math.exp(fit.tie + (fit.strengths[first]! + fit.strengths[second]!) / 2),
    }
    const p = mass[outcome] / (mass.first + mass.second + mass.tie)
    const rest = counts[countIndex(models, first, second, outcome)]! - total * p
    if (outcome === 'tie') {
      found[first]! += rest / 2
      found[second]! += rest / 2
      found[models]! += rest
    } else {
      found[outcome === 'first' ? first : second]! += rest
      found[models + 1]! += outcome === 'first' ? rest / 2 : -rest / 2
    }
  }
  return found
}
