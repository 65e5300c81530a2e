import { describe, expect, test } from 'vitest'
import type {
  ComparisonAnalysis,
  Estimate,
  RatingAnalysis,
} from '../../../bench/records/preference-result.ts'
import type { Form } from '../../../bench/records/vote.ts'
import { seededRandom } from '../../../bench/tensor/random.ts'
import { humanPreference } from '../../../evaluators/human-preference.ts'
import { careful, simulatedVotes, type VotingWorld } from '../../support/simulated-votes.ts'

const replications = 200

const world: VotingWorld = {
  models: ['A', 'B', 'C'],
  strengths: [0.6, 0, -0.6],
  prompts: 24,
  form: { kind: 'pairwise', aspects: ['visual-quality'], comment: false },
  settings: { ratersPerItem: 6, goldRate: 0.3, repeatRate: 0.15 },
  tempers: [...careful(8), 'lazy', 'lazy', 'random', 'random'],
  tie: -0.6,
  sideBias: 0.3,
  bothBad: 0.3,
  cantJudge: 0.05,
  clipSpread: 0.5,
}

/** Draws of the truth: their own error is 0.0005 for a share. */
const draws = 1_000_000

/** Expected win shares of A, B and neither for one pair, over clips and both orders. */
function truth(first: number, second: number): { wins: number; losses: number; neither: number } {
  const random = seededRandom('truth', first, second)
  const sums = { wins: 0, losses: 0, neither: 0 }
  for (let draw = 0; draw < draws; draw++) {
    const [a, b] = [first, second].map(
      (model) => world.strengths[model]! + world.clipSpread * random.normal(),
    ) as [number, number]
    const bias = (draw % 2 === 0 ? 1 : -1) * world.sideBias
    const [win, loss, tie] = [
      Math.exp(a + bias / 2),
      Math.exp(b - bias / 2),
      Math.exp(world.tie + (a + b) / 2),
    ]
    const sum = win + loss + tie
    sums.wins += win / sum
    sums.losses += loss / sum
    sums.neither += tie / sum
  }
  return { wins: sums.wins / draws, losses: sums.losses / draws, neither: sums.neither / draws }
}

const holds = ({ interval }: Estimate, value: number) => interval!.low <= value && value <= interval!.high

/** 95 % ± 3 standard errors of 200 replications, √(0.95 · 0.05 / 200) = 1.5 %; wider than nominal is allowed. */
function expectNominal(name: string, rows: readonly (readonly boolean[])[]): void {
  const rates = rows[0]!.map((_, index) => rows.filter((row) => row[index]).length / rows.length)
  console.log(`${name}: ${rates.map((rate) => rate.toFixed(3)).join(' ')}`)
  for (const rate of rates) expect(rate).toBeGreaterThanOrEqual(0.905)
}

describe('200 simulated studies with lazy and random raters, and clips that differ', () => {
  const truths = [truth(0, 1), truth(0, 2), truth(1, 2)]
  const studies = Array.from({ length: replications }, (_, seed) =>
    humanPreference.score(simulatedVotes(world, 5000 + seed)),
  )
  const analyses = studies.map(({ questions }) => questions[0]!.kept as ComparisonAnalysis)

  test('95 % intervals of win shares and scores hold the truth at the nominal rate', () => {
    expectNominal(
      'wins, losses, neither, score of each pair',
      analyses.map(({ pairs }) =>
        pairs.flatMap((pair, index) => {
          const { wins, losses, neither } = truths[index]!
          return [
            holds(pair.aWins, wins),
            holds(pair.bWins, losses),
            holds(pair.neither, neither),
            holds(pair.score, wins + neither / 2),
          ]
        }),
      ),
    )
  })

  test('gold pairs expose the lazy and the random raters', () => {
    const raters = studies.flatMap((study) => study.raters)
    const careless = raters.filter(({ label }) => !label.startsWith('careful'))
    const lost = raters.filter(({ label, excluded }) => label.startsWith('careful') && excluded)
    console.log(
      `careless left out: ${careless.filter(({ excluded }) => excluded).length} of ${careless.length}; careful left out: ${lost.length} of ${raters.length - careless.length}`,
    )
    expect(careless.filter(({ excluded }) => !excluded).length / careless.length).toBeLessThanOrEqual(0.02)
    expect(lost.length / (raters.length - careless.length)).toBeLessThanOrEqual(0.01)
  })

  test('repeats and the side that is chosen expose the lazy ones', () => {
    for (const { label, selfConsistency, firstShare } of studies.flatMap((study) => study.raters)) {
      if (!label.startsWith('lazy')) continue
      expect(selfConsistency.share.value).toBe(0)
      expect(firstShare!.value).toBe(1)
    }
  })

  test('the side bias is found, and without the exclusions it is inflated', () => {
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const kept = mean(analyses.map(({ sideBias }) => sideBias.value!))
    const all = mean(
      studies.map(({ questions }) => (questions[0]!.all as ComparisonAnalysis).sideBias.value!),
    )
    console.log(`side bias: ${kept.toFixed(3)} without, ${all.toFixed(3)} with excluded raters`)
    // Clips that differ pull a marginal log-odds towards 0, by a few hundredths here.
    expect(Math.abs(kept - world.sideBias)).toBeLessThan(0.05)
    expect(all).toBeGreaterThan(kept + 0.2)
  })
})

describe('200 simulated studies of ratings', () => {
  const form: Form = { kind: 'rating', aspects: ['visual-quality'], comment: false }
  const rated: VotingWorld = { ...world, form }

  test('95 % intervals of means and differences hold the truth at the nominal rate', () => {
    const random = seededRandom('rating truth')
    const truths = rated.strengths.map((strength) => {
      let sum = 0
      for (let draw = 0; draw < draws; draw++) {
        const worth = strength + rated.clipSpread * random.normal()
        sum += Math.min(5, Math.max(1, Math.round(3.2 + worth + 0.4 * random.normal())))
      }
      return sum / draws
    })
    const rows = Array.from({ length: replications }, (_, seed) => {
      const { questions } = humanPreference.score(simulatedVotes(rated, 9000 + seed))
      const { models, differences } = questions[0]!.kept as RatingAnalysis
      return [
        ...models.map(({ mean }, model) => holds(mean, truths[model]!)),
        ...differences.map(({ a, b, difference }) =>
          holds(difference, truths[rated.models.indexOf(a)]! - truths[rated.models.indexOf(b)]!),
        ),
      ]
    })
    expectNominal('means, differences', rows)
  })
})
