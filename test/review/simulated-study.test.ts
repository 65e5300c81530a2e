import { describe, expect, test } from 'vitest'
import { passes, simulateStudy, truthOf, type World } from '../support/simulated-study.ts'

const world: World = {
  strengths: [0.6, 0.2, -0.2, -0.6],
  tie: -0.6,
  sideBias: 0.3,
  promptSpread: [0, 0, 0, 0],
  raterSpread: 0,
}

describe('a simulated study with lazy and random raters', () => {
  const studies = Array.from({ length: 10 }, (_, seed) => simulateStudy(world, seed, 60))

  test('without spreads, the fit of expected outcomes is the world itself', () => {
    const truth = truthOf(world)
    expect([...truth.strengths, truth.tie, truth.sideBias]).toEqual(
      [...world.strengths, world.tie, world.sideBias].map((value) => expect.closeTo(value, 9)),
    )
  })

  test('gold pairs expose the lazy and the random raters and keep the careful ones', () => {
    for (const rater of studies.flatMap(({ raters }) => raters)) {
      expect(passes(rater)).toBe(rater.temper === 'careful')
    }
  })

  test('a rater who always takes one side never repeats himself', () => {
    for (const rater of studies.flatMap(({ raters }) => raters)) {
      if (rater.temper === 'lazy') expect(rater.selfConsistency).toBe(0)
      if (rater.temper === 'careful') expect(rater.selfConsistency).toBeGreaterThan(0)
    }
  })

  test('intervals of strengths, tie and side bias hold the truth', () => {
    const covered = studies.flatMap(({ kept }) =>
      [...kept.strengths, kept.tie, kept.sideBias].map(({ interval }, index) => {
        const truth = [...world.strengths, world.tie, world.sideBias][index]!
        return interval!.low <= truth && truth <= interval!.high
      }),
    )
    // 60 intervals at 95 %, correlated within a study: 54 is below the 1 % quantile of a binomial.
    expect(covered.filter(Boolean).length).toBeGreaterThanOrEqual(54)
  })

  test('the side bias is found; careless raters inflate it and pull the strengths together', () => {
    const average = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length
    const bias = average(studies.map(({ kept }) => kept.fit.sideBias))
    expect(Math.abs(bias - world.sideBias)).toBeLessThan(0.1)
    expect(average(studies.map(({ all }) => all.fit.sideBias))).toBeGreaterThan(bias + 0.2)
    expect(average(studies.map(({ all }) => all.fit.strengths[0]!))).toBeLessThan(
      average(studies.map(({ kept }) => kept.fit.strengths[0]!)) - 0.1,
    )
  })
})
