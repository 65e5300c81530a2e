import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  alphaInterval,
  clusteredShareInterval,
  krippendorffAlpha,
  ratingMeans,
  wilsonInterval,
} from '../../bench/tensor/statistics.ts'

describe('the interval of a share of votes that share raters and prompts', () => {
  const plain = (share: number, votes: number) => Math.sqrt((share * (1 - share)) / votes)

  test('is Wilson’s where votes are independent and clusters are many', () => {
    const found = clusteredShareInterval({
      share: 0.3,
      standardError: plain(0.3, 400),
      votes: 400,
      clusters: 1_000_000,
      level: 0.95,
    })!
    const wilson = wilsonInterval(120, 400, 0.95)!
    expect(found.low).toBeCloseTo(wilson.low, 5)
    expect(found.high).toBeCloseTo(wilson.high, 5)
  })

  test('holds the share, stays inside 0 … 1, and is no narrower for a larger standard error or fewer clusters', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 60, max: 200 }),
        fc.double({ min: 1, max: 3, noNaN: true }),
        fc.integer({ min: 2, max: 40 }),
        (wins, votes, inflation, clusters) => {
          const share = wins / votes
          const at = (factor: number, count: number) =>
            clusteredShareInterval({
              share,
              standardError: plain(share, votes) * factor,
              votes,
              clusters: count,
              level: 0.95,
            })!
          const found = at(inflation, clusters)
          expect(found.low).toBeGreaterThanOrEqual(0)
          expect(found.high).toBeLessThanOrEqual(1)
          expect(found.low).toBeLessThanOrEqual(share)
          expect(found.high).toBeGreaterThanOrEqual(share)
          const width = ({ low, high }: { low: number; high: number }) => high - low
          expect(width(at(inflation * 1.5, clusters))).toBeGreaterThanOrEqual(width(found) - 1e-12)
          expect(width(at(inflation, clusters + 5))).toBeLessThanOrEqual(width(found) + 1e-12)
        },
      ),
    )
  })

  test('has a width where all votes are equal', () => {
    const found = clusteredShareInterval({ share: 1, standardError: 0, votes: 20, clusters: 5, level: 0.95 })!
    expect(found.high).toBe(1)
    expect(found.low).toBeLessThan(0.9)
  })

  test('is null without votes, without a standard error, or with one cluster; refuses a share that is none', () => {
    const base = { share: 0.5, standardError: 0.1, votes: 10, clusters: 5, level: 0.95 }
    expect(clusteredShareInterval({ ...base, votes: 0 })).toBeNull()
    expect(clusteredShareInterval({ ...base, standardError: null })).toBeNull()
    expect(clusteredShareInterval({ ...base, clusters: 1 })).toBeNull()
    expect(() => clusteredShareInterval({ ...base, share: 1.2 })).toThrow(/share: found 1.2/)
  })
})

describe('the interval of alpha', () => {
  const options = { resamples: 300, level: 0.95, seed: ['test'] }
  const units = Array.from({ length: 24 }, (_, index) => ({
    prompt: Math.floor(index / 2),
    judgements: index % 4 === 0 ? [0, 1, 1] : [index % 2, index % 2, index % 2],
  }))

  test('holds alpha, and is the same every time', () => {
    const alpha = krippendorffAlpha(
      units.map(({ judgements }) => judgements),
      'nominal',
    ).value!
    const found = alphaInterval(units, 'nominal', options)!
    expect(found.low).toBeLessThan(alpha)
    expect(found.high).toBeGreaterThan(alpha)
    expect(alphaInterval(units, 'nominal', options)).toEqual(found)
  })

  test('is null for one prompt, and where nothing was judged twice', () => {
    expect(
      alphaInterval(
        units.map((unit) => ({ ...unit, prompt: 0 })),
        'nominal',
        options,
      ),
    ).toBeNull()
    const single = units.map((unit) => ({ ...unit, judgements: [1] }))
    expect(alphaInterval(single, 'nominal', options)).toBeNull()
  })
})

describe('mean ratings', () => {
  const options = { resamples: 200, level: 0.95, seed: ['test'] }
  const votes = Array.from({ length: 120 }, (_, index) => ({
    model: index % 2,
    rating: 1 + ((index * 7) % 3) + (index % 2 === 0 ? 2 : 0),
    rater: Math.floor(index / 2) % 6,
    prompt: Math.floor(index / 12),
  }))

  test('are those of the ratings, and their differences fit', () => {
    const { means, differences, ranks } = ratingMeans(votes, 2, 5, options)
    for (const model of [0, 1]) {
      const own = votes.filter((vote) => vote.model === model).map(({ rating }) => rating)
      expect(means[model]!.estimate).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / own.length, 12)
    }
    expect(differences[0]!.difference.estimate).toBeCloseTo(means[0]!.estimate - means[1]!.estimate, 12)
    expect(differences[0]!.needed).toEqual({ more: 0, reason: null })
    expect(ranks).toEqual([1, 2])
  })

  test('of a model that nobody rated are missing, never zero', () => {
    const { means, differences, ranks } = ratingMeans(votes, 3, 5, options)
    expect(means[2]).toBeNull()
    expect(ranks[2]).toBeNull()
    expect(differences).toHaveLength(1)
    expect(ratingMeans([], 2, 5, options)).toMatchObject({
      means: [null, null],
      differences: [],
      ranks: [null, null],
    })
  })
})
