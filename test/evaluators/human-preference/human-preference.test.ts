import { describe, expect, test } from 'vitest'
import type { ComparisonAnalysis, RatingAnalysis } from '../../../bench/records/preference-result.ts'
import { preferenceResultSchema } from '../../../bench/records/preference-result.ts'
import type { Form } from '../../../bench/records/vote.ts'
import type { VotesInput } from '../../../evaluators/human-preference/contract.ts'
import { humanPreference } from '../../../evaluators/human-preference.ts'
import { careful, simulatedVotes, type VotingWorld } from '../../support/simulated-votes.ts'

const pairwise: Form = { kind: 'pairwise', aspects: ['visual-quality', 'motion-quality'], comment: true }
const world: VotingWorld = {
  models: ['north', 'south', 'east'],
  strengths: [0.9, 0, -0.9],
  prompts: 12,
  form: pairwise,
  tempers: [...careful(6), 'lazy', 'random'],
  tie: -0.5,
  sideBias: 0.5,
  bothBad: 0.4,
  cantJudge: 0.08,
  clipSpread: 0.4,
  scores: { 'imaging-quality': 0.9, 'dynamic-degree': 0 },
}

const comparison = (found: { kept: unknown }) => found.kept as ComparisonAnalysis
const schema = preferenceResultSchema.pick({ raters: true, questions: true, progress: true })

describe('what people said of pairs', () => {
  const input = simulatedVotes(world, 1)
  const scores = humanPreference.score(input)
  const [visual] = scores.questions

  test('is a record that a result may hold', () => {
    expect(schema.parse(scores)).toEqual(scores)
  })

  test('is the same for the same votes, in whatever order they are handed over', () => {
    expect(humanPreference.score({ ...input, answers: input.answers.toReversed() })).toMatchObject({
      questions: [{ kept: { pairs: comparison(visual!).pairs, models: comparison(visual!).models } }, {}],
    })
  })

  test('ranks the models as they are', () => {
    const { models } = comparison(visual!)
    expect(models.map(({ rank }) => rank)).toEqual([1, 2, 3])
    expect(models.reduce((sum, { strength }) => sum + strength.value!, 0)).toBeCloseTo(0, 9)
  })

  test('counts every answer somewhere', () => {
    const plain = input.items.filter(({ mark }) => mark.kind === 'plain')
    const kept = scores.raters.filter(({ excluded }) => !excluded).length
    for (const { kept: analysis, all } of scores.questions) {
      for (const found of [analysis, all!] as ComparisonAnalysis[]) {
        const { a, b, tie, bothBad, cantJudge } = found.sides
        expect(a + b + tie + bothBad + cantJudge).toBe(found.votes)
        const inPairs = found.pairs.reduce((sum, { judged, counts }) => sum + judged + counts.cantJudge, 0)
        expect(inPairs).toBe(found.votes)
      }
      expect((all as ComparisonAnalysis).votes).toBe(plain.length)
      expect(analysis.raters).toBe(kept)
    }
    expect(comparison(visual!).sides.cantJudge).toBeGreaterThan(0)
    expect(comparison(visual!).sides.bothBad).toBeGreaterThan(0)
  })

  test('gives shares that sum to one, with intervals inside 0 … 1', () => {
    for (const { aWins, bWins, neither, score } of comparison(visual!).pairs) {
      expect(aWins.value! + bWins.value! + neither.value!).toBeCloseTo(1, 12)
      expect(score.value).toBeCloseTo(aWins.value! + neither.value! / 2, 12)
      for (const { value, interval } of [aWins, bWins, neither, score]) {
        expect(interval!.low).toBeGreaterThanOrEqual(0)
        expect(interval!.low).toBeLessThanOrEqual(value!)
        expect(interval!.high).toBeGreaterThanOrEqual(value!)
        expect(interval!.high).toBeLessThanOrEqual(1)
      }
    }
  })

  test('leaves out by the rule who fails the gold checks, says why, and shows both results', () => {
    const out = scores.raters.filter(({ excluded }) => excluded)
    expect(out.map(({ label }) => label.split(' ')[0]).sort()).toEqual(['lazy', 'random'])
    for (const { reason } of out) expect(reason).toMatch(/^passed \d+ of \d+ gold checks; .* 75 %$/)
    expect(comparison({ kept: visual!.all }).votes).toBeGreaterThan(comparison(visual!).votes)
    expect(scores.progress.answered).toBeLessThan(scores.progress.planned)
  })

  test('tells a rater who always takes one side by side, repeats and time', () => {
    const lazy = scores.raters.find(({ label }) => label.startsWith('lazy'))!
    expect(lazy.firstShare!.value).toBe(1)
    expect(lazy.selfConsistency.share.value).toBe(0)
    expect(lazy.medianDecisionSeconds).toBe(1.5)
    expect(scores.raters[0]!.firstShare!.value).toBeLessThan(0.9)
  })

  test('follows a score that follows worth, and not one that is noise', () => {
    const many = { ...world, tempers: careful(12), settings: { ratersPerItem: 10 } }
    const [noise, image] = humanPreference.score(simulatedVotes(many, 6)).questions[0]!.calibration
    expect([noise!.dimension, image!.dimension]).toEqual(['dynamic-degree', 'imaging-quality'])
    expect(image!.spearman.value!).toBeGreaterThan(0.5)
    expect(image!.spearman.interval!.low).toBeGreaterThan(0)
    expect(image!.signAccuracy.value!).toBeGreaterThan(0.7)
    expect(noise!.spearman.interval!.low).toBeLessThan(0)
    expect(image!.pairs).toBe(36)
  })

  test('names the pairs that contradict most, with both clips and comments', () => {
    const contradictions = visual!.disputed.map(({ counts }) => Math.min(counts.a, counts.b))
    expect(contradictions.length).toBeGreaterThan(0)
    expect(contradictions).toEqual(contradictions.toSorted((a, b) => b - a))
    for (const { a, b, promptId } of visual!.disputed) {
      for (const { model, path } of [a, b]) {
        const clip = input.clips.find((found) => found.path === path)!
        expect(clip).toMatchObject({ model, promptId, degraded: false })
      }
    }
  })

  test('has no number and a reason where there are no votes', () => {
    const empty = humanPreference.score({ ...input, answers: [] })
    expect(schema.parse(empty)).toEqual(empty)
    const { models, pairs, agreement } = comparison(empty.questions[0]!)
    expect(models[0]!.strength).toEqual({
      value: null,
      interval: null,
      reason: 'no vote compares two models yet',
    })
    expect(pairs[0]).toMatchObject({ judged: 0, aWins: { value: null }, needed: { more: null } })
    expect(agreement.alpha.value).toBeNull()
    expect(empty.questions[0]!.disputed).toEqual([])
  })

  test('says so when a model never lost', () => {
    const always = { ...world, strengths: [30, 0, -0.2], tempers: careful(6), clipSpread: 0, cantJudge: 0 }
    const found = humanPreference.score(simulatedVotes(always, 2))
    expect(comparison(found.questions[0]!).separated).toBe(true)
    expect(comparison(visual!).separated).toBe(false)
  })

  test('before the results are shown, tells progress and raters alone', () => {
    expect(humanPreference.quality(input)).toEqual({ progress: scores.progress, raters: scores.raters })
  })

  test('an owner’s exclusion counts as well', () => {
    const state = { kind: 'excluded', reason: 'asked to leave' } as const
    const raters = input.raters.map((rater, index) => (index === 0 ? { ...rater, state } : rater))
    const found = humanPreference.score({ ...input, raters })
    expect(found.raters[0]).toMatchObject({ excluded: true, reason: 'asked to leave' })
    expect(comparison(found.questions[0]!).raters).toBe(comparison(visual!).raters - 1)
  })
})

describe('what people said of single clips', () => {
  const rating: VotingWorld = {
    ...world,
    form: { kind: 'rating', aspects: ['visual-quality'], comment: false },
    settings: { goldRate: 0.9 },
  }
  const input = simulatedVotes(rating, 3)
  const scores = humanPreference.score(input)
  const analysis = scores.questions[0]!.kept as RatingAnalysis

  test('has means with intervals, ranks and differences', () => {
    expect(schema.parse(scores)).toEqual(scores)
    const means = analysis.models.map(({ mean }) => mean.value!)
    expect(means).toEqual(means.toSorted((a, b) => b - a))
    expect(analysis.models.map(({ rank }) => rank)).toEqual([1, 2, 3])
    for (const { a, b, difference } of analysis.differences) {
      const of = (model: string) => means[world.models.indexOf(model)]!
      expect(difference.value).toBeCloseTo(of(a) - of(b), 12)
    }
  })

  test('counts every rating and every “can’t judge”', () => {
    for (const { counts, cantJudge, mean } of analysis.models) {
      const total = counts.reduce((sum, found) => sum + found, 0)
      const sum = counts.reduce((found, times, index) => found + times * (index + 1), 0)
      expect(mean.value).toBeCloseTo(sum / total, 12)
      expect(total + cantJudge).toBeGreaterThan(0)
    }
    const all = analysis.models.flatMap(({ counts, cantJudge }) => [...counts, cantJudge])
    expect(all.reduce((sum, found) => sum + found, 0)).toBe(analysis.votes)
  })

  test('degraded copies expose who rates everything alike', () => {
    const lazy = scores.raters.find(({ label }) => label.startsWith('lazy'))!
    expect(lazy.gold.share.value).toBe(0)
    expect(lazy.excluded).toBe(true)
    expect(lazy.firstShare).toBeNull()
    expect(scores.raters[0]!.gold.share.value).toBeGreaterThan(0.8)
  })

  test('agrees beyond chance, on an ordinal scale', () => {
    expect(analysis.agreement.level).toBe('ordinal')
    expect(analysis.agreement.alpha.value!).toBeGreaterThan(0.3)
    expect(analysis.agreement.alpha.interval!.low).toBeGreaterThan(0)
  })
})

describe('questions about dimensions', () => {
  test('have a result each', () => {
    const form: Form = {
      kind: 'dimensions',
      dimensions: ['imaging-quality', 'motion-smoothness'],
      comment: false,
    }
    const input: VotesInput = simulatedVotes({ ...world, form }, 4)
    const { questions } = humanPreference.score(input)
    expect(questions.map(({ id, title }) => [id, title])).toEqual([
      ['imaging-quality', 'Imaging quality'],
      ['motion-smoothness', 'Motion smoothness'],
    ])
    expect(comparison(questions[0]!).models.map(({ rank }) => rank)).toEqual([1, 2, 3])
  })
})
