import { describe, expect, test } from 'vitest'
import type { DavidsonFit, PairedComparison } from '../../bench/tensor/statistics.ts'
import { passes, simulateStudy, truthOf, type World } from '../support/simulated-study.ts'

const replications = 200
const resamples = 200
const alike: World = {
  strengths: [0.6, 0.2, -0.2, -0.6],
  tie: -0.6,
  sideBias: 0.3,
  promptSpread: [0, 0, 0, 0],
  raterSpread: 0,
}
const clustered: World = { ...alike, promptSpread: [0.5, -0.5, 0.5, -0.5], raterSpread: 0.3 }

describe.each([
  ['votes that are alike', alike],
  ['prompts and raters that differ', clustered],
])('200 simulated studies: %s', (_, world) => {
  const truth = truthOf(world)
  const studies = Array.from({ length: replications }, (_, seed) =>
    simulateStudy(world, 1000 + seed, resamples),
  )
  const rows = studies.map(({ kept }) => coverage(kept, truth))
  const rates = rows[0]!.map((_, index) => rows.filter((row) => row[index]).length / replications)

  test('95 % intervals hold the truth at the nominal rate', () => {
    console.log(`coverage: ${rates.map((rate) => rate.toFixed(3)).join(' ')}`)
    // 95 % ± 3 standard errors of 200 replications, √(0.95 · 0.05 / 200) = 1.5 %; 12 intervals are looked at.
    for (const rate of rates) {
      expect(rate).toBeGreaterThanOrEqual(0.9)
      expect(rate).toBeLessThanOrEqual(0.995)
    }
  })

  test('the side bias is found', () => {
    const mean = studies.reduce((sum, { kept }) => sum + kept.fit.sideBias, 0) / replications
    expect(Math.abs(mean - truth.sideBias)).toBeLessThan(0.03)
  })

  test('gold pairs expose all careless raters and no more than 1 % of the careful ones', () => {
    const raters = studies.flatMap((study) => study.raters)
    expect(raters.filter((rater) => rater.temper !== 'careful' && passes(rater))).toEqual([])
    const careful = raters.filter(({ temper }) => temper === 'careful')
    expect(careful.filter((rater) => !passes(rater)).length / careful.length).toBeLessThanOrEqual(0.01)
  })
})

/** Whether the interval of each strength, tie, side bias and pairwise difference holds the truth. */
function coverage(found: PairedComparison, truth: DavidsonFit): boolean[] {
  const pairs = [
    ...found.strengths.map((outcome, model) => [outcome, truth.strengths[model]!] as const),
    [found.tie, truth.tie] as const,
    [found.sideBias, truth.sideBias] as const,
    ...found.differences.map(
      ({ a, b, difference }) => [difference, truth.strengths[a]! - truth.strengths[b]!] as const,
    ),
  ]
  return pairs.map(([{ interval }, value]) => interval!.low <= value && value <= interval!.high)
}
