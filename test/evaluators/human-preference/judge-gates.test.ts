import { describe, expect, test } from 'vitest'
import { gatesFail } from '../../../bench/pipeline/gates.ts'
import { type PreferenceGate, preferenceGateSchema } from '../../../bench/records/preference-gate.ts'
import { judgeGates } from '../../../evaluators/human-preference/judge-gates.ts'
import { humanPreference } from '../../../evaluators/human-preference.ts'
import { careful, simulatedVotes } from '../../support/simulated-votes.ts'

const { questions } = humanPreference.score(
  simulatedVotes(
    {
      models: ['ours', 'rival', 'other'],
      strengths: [1.4, -0.7, -0.7],
      prompts: 14,
      form: { kind: 'pairwise', aspects: ['visual-quality'], comment: false },
      tempers: careful(8),
      tie: -1,
      sideBias: 0,
      bothBad: 0,
      cantJudge: 0,
      clipSpread: 0,
    },
    5,
  ),
)
const gate = (change: Partial<PreferenceGate>): PreferenceGate =>
  preferenceGateSchema.parse({
    level: 'error',
    question: 'visual-quality',
    model: 'ours',
    min: 0.5,
    ...change,
  })
const verdicts = (change: Partial<PreferenceGate>) =>
  judgeGates(questions, [gate(change)], { revealed: true }).map(({ verdict }) => verdict)

describe('gates on what people said', () => {
  test('are judged against every rival, or against the one that is named', () => {
    const ids = judgeGates(questions, [gate({})], { revealed: true }).map(({ id }) => id)
    expect(ids).toEqual([
      'human-preference/visual-quality/ours/score against rival',
      'human-preference/visual-quality/ours/score against other',
    ])
    expect(verdicts({ against: 'rival' })).toEqual(['pass'])
  })

  test('look from the side of their model', () => {
    expect(verdicts({ model: 'rival', against: 'ours' })).toEqual(['fail'])
    expect(verdicts({ model: 'rival', against: 'ours', min: 0.01 })).toEqual(['pass'])
  })

  test('fail by the number, pass by the whole interval, and are open between', () => {
    const { score } = (
      questions[0]!.kept as { pairs: { score: { value: number; interval: { low: number } } }[] }
    ).pairs[0]!
    const between = (score.value + score.interval.low) / 2
    expect(verdicts({ against: 'rival', min: score.value + 0.01 })).toEqual(['fail'])
    expect(verdicts({ against: 'rival', min: between })).toEqual(['inconclusive'])
    expect(verdicts({ against: 'rival', min: between, bound: 'low' })).toEqual(['fail'])
    expect(verdicts({ against: 'rival', min: score.interval.low, bound: 'low' })).toEqual(['pass'])
  })

  test('on wins count wins alone', () => {
    const [result] = judgeGates(questions, [gate({ of: 'wins', against: 'other' })], { revealed: true })
    expect(result!.id).toMatch(/wins against other$/)
  })

  test.each([
    [{ question: 'motion-quality' }],
    [{ model: 'nobody' }],
    [{ against: 'nobody' }],
    [{ of: 'rating' as const }],
  ])('on what the study does not measure fail: %o', (change) => {
    const results = judgeGates(questions, [gate(change)], { revealed: true })
    expect(results.map(({ verdict }) => verdict)).toEqual(['fail'])
    expect(gatesFail(results)).toBe(true)
  })

  test('are open while the results are hidden', () => {
    expect(judgeGates([], [gate({})], { revealed: false })).toEqual([
      expect.objectContaining({ verdict: 'inconclusive', message: expect.stringMatching(/hidden/) }),
    ])
  })

  test('of level warn never fail a run', () => {
    expect(gatesFail(judgeGates(questions, [gate({ level: 'warn', min: 0.99 })], { revealed: true }))).toBe(
      false,
    )
  })
})
