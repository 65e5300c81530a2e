import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { modelResult } from '../../bench/pipeline/model-result.ts'
import { planClips } from '../../bench/pipeline/plan.ts'
import { prepare } from '../../bench/pipeline/prepare.ts'
import { type DimensionId, upstreamKey, vbenchDimensionIds } from '../../bench/records/dimension.ts'
import type { PlannedClip } from '../../bench/records/plan.ts'
import type { Score } from '../../bench/records/score.ts'
import type { Evaluator } from '../../evaluators/contract.ts'
import { evaluators } from '../../evaluators/table.ts'
import { fakeGenerator } from '../support/fake-generator.ts'
import { fakeRequest } from '../support/fake-request.ts'
import { describeShared, sharedPath } from '../support/shared.ts'

type ScoreOf = (clip: PlannedClip, dimension: DimensionId) => Score | undefined

/** The result of `prompts` prompts with two clips each, all asking for all dimensions. */
async function resultOf(scoreOf: ScoreOf, { prompts = 4, resamples = 200, allowPartial = false } = {}) {
  const request = fakeRequest('', {
    prompts: Array.from({ length: prompts }, (_, index) => ({
      id: `${index}`,
      text: `prompt ${index}`,
      dimensions: [...vbenchDimensionIds],
    })),
    dimensions: vbenchDimensionIds,
    evaluators: evaluators as unknown as Evaluator[],
    bootstrap: { resamples, level: 0.95 },
    allowPartial,
  })
  const prepared = await prepare(request)
  const data = { protocol: 'vbench' as const, clips: planClips(request), hasClip: () => true, scoreOf }
  return modelResult(prepared, fakeGenerator(), data)
}

const scored = (value: number, weight = 1): Score => ({ status: 'scored', value, weight })
const unscored: Score = { status: 'unscored', problem: { code: 'X', message: 'no' } }

const goldenSchema = z.object({
  t2v: z.array(
    z.object({
      scores: z.record(z.string(), z.number()),
      quality: z.number(),
      semantic: z.number(),
      total: z.number(),
    }),
  ),
})

describeShared("VBench's aggregation", () => {
  test('with every dimension measured, quality, semantic and total are upstream’s', async () => {
    const text = readFileSync(sharedPath('fixtures/vbench/aggregation/golden.json'), 'utf8')
    const whole = goldenSchema
      .parse(JSON.parse(text))
      .t2v.filter(({ scores }) => Object.keys(scores).length === 16)
    expect(whole.length).toBeGreaterThanOrEqual(3)
    for (const golden of whole) {
      const model = await resultOf((_, dimension) => scored(golden.scores[upstreamKey(dimension)]!))
      expect(model.quality.value).toBeCloseTo(golden.quality, 12)
      expect(model.semantic!.value).toBeCloseTo(golden.semantic, 12)
      expect(model.total.value).toBeCloseTo(golden.total, 12)
    }
  })
})

describe('totals', () => {
  test('a dimension without scores leaves its group and the total null, never zero', async () => {
    const model = await resultOf((_, dimension) => (dimension === 'scene' ? unscored : scored(0.5)))
    expect(model.quality.value).not.toBeNull()
    expect(model.semantic).toEqual({ value: null, interval: null, missing: ['scene'] })
    expect(model.total).toEqual({ value: null, interval: null, missing: ['scene'] })
  })

  test('one clip without a score does the same, unless partial runs are allowed', async () => {
    const scoreOf: ScoreOf = ({ id }, dimension) =>
      dimension === 'scene' && id.endsWith('/0/0') ? undefined : scored(0.5)
    expect((await resultOf(scoreOf)).total.missing).toEqual(['scene'])
    const partial = await resultOf(scoreOf, { allowPartial: true })
    expect(partial.total.value).not.toBeNull()
    expect(partial.dimensions.find(({ id }) => id === 'scene')!.coverage).toEqual({ covered: 7, expected: 8 })
  })

  test('an interval holds the value and follows the spread between prompts, not within them', async () => {
    const between = await resultOf(({ prompt }) => scored(Number(prompt.id) / 4))
    const within = await resultOf(({ sampleIndex }) => scored(sampleIndex))
    const width = ({ total: { interval } }: typeof between) => interval!.high - interval!.low
    expect(width(within)).toBeCloseTo(0, 12)
    expect(width(between)).toBeGreaterThan(0.1)
    expect(between.total.interval!.low).toBeLessThan(between.total.value!)
    expect(between.total.interval!.high).toBeGreaterThan(between.total.value!)
  })

  test('the same scores give the same intervals', async () => {
    const scoreOf: ScoreOf = ({ prompt }) => scored(Number(prompt.id) / 4)
    expect(await resultOf(scoreOf)).toEqual(await resultOf(scoreOf))
  })

  test('one prompt has a value and no interval', async () => {
    const model = await resultOf(() => scored(0.5), { prompts: 1 })
    expect(model.dimensions[0]).toMatchObject({ value: 0.5, interval: null })
    expect(model.total.value).not.toBeNull()
    expect(model.total.interval).toBeNull()
  })
})

describe('a dimension', () => {
  test('weighs scores as VBench does: by frames where it averages over frames', async () => {
    const model = await resultOf(({ sampleIndex }) => (sampleIndex === 0 ? scored(1, 30) : scored(0, 10)))
    expect(model.dimensions[0]!.value).toBe(0.75)
  })

  test('of which all clips are excluded by definition is covered and has no value', async () => {
    const excluded: Score = { status: 'excluded', problem: { code: 'X', message: 'unseen' } }
    const model = await resultOf((_, dimension) =>
      dimension === 'subject-consistency' ? excluded : scored(0.5),
    )
    expect(model.dimensions.find(({ id }) => id === 'subject-consistency')).toMatchObject({
      value: null,
      excluded: 8,
      coverage: { covered: 8, expected: 8 },
      reason: { code: 'NOTHING_COUNTS' },
    })
    expect(model.total.missing).toEqual(['subject-consistency'])
  })
})
