import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  comparePairs,
  comparisonOutcomeOf,
  normalQuantile,
  type PairedVote,
  type PreferenceAnswer,
  rankByLowerBound,
  rankRanges,
  raterQuality,
  tallyPreferences,
  twoWayIntervals,
  votesNeeded,
  wilsonInterval,
} from '../../bench/tensor/statistics.ts'

const between = (low: number, high: number) => ({ low, high, level: 0.95 })

describe('normal quantile', () => {
  test.each([
    // As R’s qnorm gives them.
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.8, 0.8416212335729143],
    [0.001, -3.090232306167813],
  ])('of %f is %f', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 11)
  })

  test('at the end of its range it keeps ten digits', () => {
    expect(normalQuantile(1e-6)).toBeCloseTo(-4.753424308822899, 9)
  })

  test('outside its range it refuses', () => {
    expect(() => normalQuantile(0)).toThrow(/expected 1e-6/)
  })
})

describe('Wilson’s interval', () => {
  test('bounds solve (share − p)² = z² p (1 − p) / n', () => {
    for (const [successes, trials] of [
      [81, 263],
      [15, 148],
      [1, 29],
    ] as const) {
      const { low, high } = wilsonInterval(successes, trials, 0.95)!
      for (const p of [low, high]) {
        const z = Math.abs(successes / trials - p) / Math.sqrt((p * (1 - p)) / trials)
        expect(z).toBeCloseTo(1.959963984540054, 9)
      }
    }
  })

  test('published: 81 of 263 and 0 of 20 (Newcombe, Statistics in Medicine 17, 1998, table I, method 3)', () => {
    const most = wilsonInterval(81, 263, 0.95)!
    expect(most.low).toBeCloseTo(0.2553, 4)
    expect(most.high).toBeCloseTo(0.3662, 4)
    const none = wilsonInterval(0, 20, 0.95)!
    expect(none.low).toBe(0)
    expect(none.high).toBeCloseTo(0.1611, 4)
  })

  test('no trials, no interval; impossible counts are refused', () => {
    expect(wilsonInterval(0, 0, 0.95)).toBeNull()
    expect(() => wilsonInterval(3, 2, 0.95)).toThrow(/3 successes in 2 trials/)
  })
})

test('every answer is in the tally, and the rates share their base', () => {
  const answers = fc.array(fc.constantFrom<PreferenceAnswer>('a', 'b', 'tie', 'both-bad', 'cant-judge'))
  fc.assert(
    fc.property(answers, (list) => {
      const tally = tallyPreferences(list, 0.95)
      expect(tally.wins + tally.losses + tally.ties + tally.bothBad + tally.cantJudge).toBe(list.length)
      expect(tally.judged).toBe(list.length - tally.cantJudge)
      if (tally.judged === 0) expect(tally.winRate).toBeNull()
      else {
        expect(tally.winRate!.share + tally.lossRate!.share + tally.tieRate!.share).toBeCloseTo(1, 12)
      }
    }),
  )
})

describe('ranks', () => {
  test('by lower bound, equal ones share', () => {
    expect(rankByLowerBound([between(0, 9), between(1, 2), between(0, 1), between(-1, 5)])).toEqual([
      2, 1, 2, 4,
    ])
  })

  test('ranges open what the differences leave open', () => {
    const ranges = rankRanges(3, [
      { a: 0, b: 1, interval: between(-0.1, 0.5) },
      { a: 0, b: 2, interval: between(0.1, 0.9) },
      { a: 1, b: 2, interval: null },
    ])
    expect(ranges).toEqual([
      { best: 1, worst: 2 },
      { best: 1, worst: 3 },
      { best: 2, worst: 3 },
    ])
  })
})

describe('votes needed', () => {
  const z = 1.959963984540054
  const seen = (estimate: number, standardError: number, reach = z * standardError) => ({
    estimate,
    standardError,
    interval: between(estimate - reach, estimate + reach),
  })

  test('the textbook number: (1.96 + 0.8416)² · σ² / d² in all', () => {
    // 100 votes of standard deviation 1 have a standard error of 0.1; a difference of 0.1 needs 785 votes in all.
    expect(votesNeeded({ ...seen(0.1, 0.1), votes: 100 })).toEqual({ more: 685, reason: null })
    expect(votesNeeded({ ...seen(-0.1, 0.1), votes: 100 }).more).toBe(685)
  })

  test('none when the interval excludes 0, some when it does not', () => {
    expect(votesNeeded({ ...seen(0.5, 0.1), votes: 100 }).more).toBe(0)
    // Two raters: one degree of freedom, t = 12.7; the interval holds 0 though the estimate is 5 standard errors away.
    expect(votesNeeded({ ...seen(0.5, 0.1, 1.27), votes: 100 }).more).toBeGreaterThan(100)
  })

  test('a reason where no number can be given', () => {
    expect(votesNeeded({ ...seen(0, 0.1), votes: 100 }).reason).toMatch(/no difference/)
    expect(votesNeeded({ estimate: 1, standardError: null, interval: null, votes: 9 }).reason).toMatch(
      /spread/,
    )
    expect(votesNeeded({ ...seen(1, 0.1), votes: 0 }).reason).toMatch(/no votes/)
  })
})

describe('intervals clustered two ways', () => {
  const options = { resamples: 400, level: 0.95, seed: ['test'] }
  const share = (weights: Float64Array) => [weights[1]! / (weights[0]! + weights[1]!)]
  /** 20 raters × 20 prompts. */
  const crossed = (cell: (rater: number, prompt: number) => number) => {
    const places = Array.from({ length: 400 }, (_, at) => [Math.floor(at / 20), at % 20] as const)
    return {
      raters: Int32Array.from(places, ([rater]) => rater),
      prompts: Int32Array.from(places, ([, prompt]) => prompt),
      cells: Int32Array.from(places, ([rater, prompt]) => cell(rater, prompt)),
      cellCount: 2,
    }
  }

  test('raters who are of one mind count once each: the error of 20, not of 400', () => {
    const [found] = twoWayIntervals(
      crossed((rater) => rater % 2),
      share,
      options,
    )
    // √(p (1 − p) / (n − 1)) of n = 20 raters; 400 resamples leave 1/√800 = 3.5 % of noise.
    expect(Math.abs(found!.standardError! / Math.sqrt(0.25 / 19) - 1)).toBeLessThan(0.12)
  })

  test('prompts likewise', () => {
    const [found] = twoWayIntervals(
      crossed((_, prompt) => prompt % 2),
      share,
      options,
    )
    expect(Math.abs(found!.standardError! / Math.sqrt(0.25 / 19) - 1)).toBeLessThan(0.12)
  })

  test('one rater says nothing about the spread between raters', () => {
    const votes = {
      raters: Int32Array.of(0, 0),
      prompts: Int32Array.of(0, 1),
      cells: Int32Array.of(0, 1),
      cellCount: 2,
    }
    expect(twoWayIntervals(votes, share, options)[0]).toMatchObject({ estimate: 0.5, interval: null })
  })

  test('a statistic that resampling leaves undefined has a reason', () => {
    const votes = {
      raters: Int32Array.of(0, 1),
      prompts: Int32Array.of(0, 1),
      cells: Int32Array.of(0, 1),
      cellCount: 2,
    }
    const nowhere = () => [Number.NaN]
    expect(twoWayIntervals(votes, nowhere, options)[0]!.reason).toMatch(/undefined/)
  })
})

test('a comparison gives every number for every model and pair, and does not depend on the votes’ order', () => {
  const votes: PairedVote[] = Array.from({ length: 240 }, (_, at) => {
    const first = at % 3
    const second = (first + 1 + (Math.floor(at / 3) % 2)) % 3
    const outcome = at % 7 === 0 ? 'tie' : first < second === (at % 5 !== 0) ? 'first' : 'second'
    return { first, second, outcome, rater: at % 8, prompt: Math.floor(at / 24) }
  })
  const options = { resamples: 50, level: 0.95, seed: ['test'] }
  const { comparison } = comparePairs(votes, 3, options)
  expect(comparison!.strengths).toHaveLength(3)
  expect(comparison!.differences.map(({ a, b, votes: count }) => [a, b, count])).toEqual([
    [0, 1, 80],
    [0, 2, 80],
    [1, 2, 80],
  ])
  expect(comparison!.ranks).toEqual([1, 2, 3])
  expect(comparePairs(votes, 3, options)).toEqual({ comparison, reason: null })
  expect(comparePairs([...votes].reverse(), 3, options).comparison).toEqual(comparison)
  expect(comparePairs([], 3, options).reason).toMatch(/3 groups/)
})

test('an answer enters the model as what it compares', () => {
  const answers = ['first', 'second', 'tie', 'both-bad', 'cant-judge'] as const
  expect(answers.map(comparisonOutcomeOf)).toEqual(['first', 'second', 'tie', 'tie', null])
})

test('gold pairs and repeats: right answers are counted, "can’t judge" is asked and not right', () => {
  const quality = raterQuality(
    [
      { answer: 'first', degraded: 'second' },
      { answer: 'first', degraded: 'first' },
      { answer: 'cant-judge', degraded: 'first' },
    ],
    [
      { original: 'first', exchanged: 'second' },
      { original: 'tie', exchanged: 'tie' },
      { original: 'first', exchanged: 'first' },
    ],
    0.95,
  )
  expect(quality.gold).toMatchObject({ passed: 1, asked: 3 })
  expect(quality.selfConsistency).toMatchObject({ passed: 2, asked: 3 })
  expect(raterQuality([], [], 0.95)).toEqual({ gold: null, selfConsistency: null })
})
