import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BenchError } from '../../bench/errors.ts'
import { assertBaselineFits, type PlannedMeasure } from '../../bench/pipeline/comparable.ts'
import { type CompareOptions, compareRuns, defaultMaxRegression } from '../../bench/pipeline/compare.ts'
import { vbenchDimensionIds } from '../../bench/records/dimension.ts'
import { comparisonSchema, type RunResult } from '../../bench/records/run-result.ts'
import { type Random, seededRandom } from '../../bench/tensor/random.ts'
import { vbenchTotals } from '../../suites/vbench/totals.ts'
import { type MadeUpItem, resultOf } from '../support/comparable-result.ts'

const options: CompareOptions = {
  maxRegression: defaultMaxRegression,
  resamples: 300,
  level: 0.95,
  seed: 1,
  totals: vbenchTotals,
}
const compare = (a: RunResult, b: RunResult, changes: Partial<CompareOptions> = {}) =>
  compareRuns({ path: 'runs/a', result: a }, { path: 'runs/b', result: b }, { ...options, ...changes })
const only = (a: RunResult, b: RunResult, changes: Partial<CompareOptions> = {}) =>
  compare(a, b, changes).metrics[0]!

/** Clips of one dimension: prompts differ much, samples of a prompt little, and `change` is added to all. */
function clips(seed: string, prompts: number, change = 0, noise = 0.01, samples = 5): MadeUpItem[] {
  const difficulty = seededRandom('difficulty')
  const random = seededRandom('samples', seed)
  return Array.from({ length: prompts }, (_, prompt) => ({
    prompt,
    level: 0.8 + 0.05 * difficulty.normal(),
  })).flatMap(({ prompt, level }) =>
    Array.from({ length: samples }, (_, sampleIndex) => ({
      prompt: `prompt ${prompt}`,
      sampleIndex,
      scores: { 'motion-smoothness': level + change + noise * random.normal() },
    })),
  )
}
const run = (...parameters: Parameters<typeof clips>) => resultOf(clips(...parameters))

describe('verdicts', () => {
  test('a run against itself passes, even when it is tiny', () => {
    for (const prompts of [1, 2, 40]) {
      const result = run('one', prompts)
      const { verdict, metrics } = compare(result, result)
      expect({ prompts, verdict }).toEqual({ prompts, verdict: 'pass' })
      expect(metrics.map(({ difference }) => difference)).toEqual([0])
      expect(metrics[0]!.message).toContain('same clips')
    }
  })

  test('a re-seeded equal run passes', () => {
    const metric = only(run('one', 40), run('two', 40))
    expect(metric.verdict).toBe('pass')
    expect(metric.interval!.low).toBeGreaterThan(-0.01)
    expect(metric.difference! + metric.a!).toBeCloseTo(metric.b!, 12)
    expect(metric.pairs).toBe(200)
  })

  test('a degraded run fails', () => {
    const { verdict, metrics } = compare(run('one', 40), run('two', 40, -0.03))
    expect(verdict).toBe('fail')
    expect(metrics[0]!.interval!.high).toBeLessThan(-0.01)
    expect(metrics[0]!.message).toContain('a drop larger than 0.01')
  })

  test('a better run passes', () => {
    expect(compare(run('one', 40), run('two', 40, 0.03)).verdict).toBe('pass')
  })

  test('a tiny sample is inconclusive and says how many prompts a verdict needs', () => {
    const metric = only(run('one', 3), run('two', 3, -0.05))
    expect(metric.verdict).toBe('inconclusive')
    expect(metric.message).toContain('over 3 prompts; a verdict needs at least 5')
    expect(only(run('one', 1), run('two', 1, -0.05)).verdict).toBe('inconclusive')
  })

  test('an open comparison says how many more prompts would settle it, and that many do', () => {
    const pair = (prompts: number) => only(run('one', prompts, 0, 0.08), run('two', prompts, -0.002, 0.08))
    const open = pair(12)
    expect(open.verdict).toBe('inconclusive')
    const more = Number(/about (\d+) more/.exec(open.message)![1])
    expect(more).toBeGreaterThan(10)
    expect(pair(12 + 4 * more).verdict).toBe('pass')
  })

  test('a margin larger than the drop passes it', () => {
    expect(only(run('one', 40), run('two', 40, -0.03), { maxRegression: 0.05 }).verdict).toBe('pass')
  })
})

describe('error rates over 200 simulated comparisons of 20 prompts', () => {
  const count = (change: number, maxRegression: number) => {
    const verdicts = { pass: 0, fail: 0, inconclusive: 0 }
    for (let i = 0; i < 200; i++) {
      const a = resultOf(clips(`a${i}`, 20, 0, 0.03, 1))
      const b = resultOf(clips(`b${i}`, 20, change, 0.03, 1))
      verdicts[only(a, b, { maxRegression, seed: i }).verdict]++
    }
    return verdicts
  }

  // At the margin each of the two errors has probability 0.025: 5 of 200 expected, more than 12 with probability 0.001.
  test('a drop of exactly the margin rarely passes and rarely fails', () => {
    const verdicts = count(-0.03, 0.03)
    expect(verdicts.pass).toBeLessThanOrEqual(12)
    expect(verdicts.fail).toBeLessThanOrEqual(12)
  })

  test('an equal run never fails by a margin of three standard errors, and mostly passes', () => {
    const verdicts = count(0, 0.03)
    expect(verdicts.fail).toBe(0)
    expect(verdicts.pass).toBeGreaterThan(150)
  })

  test('a drop of twice such a margin never passes, and mostly fails', () => {
    const verdicts = count(-0.06, 0.03)
    expect(verdicts.pass).toBe(0)
    expect(verdicts.fail).toBeGreaterThan(150)
  })
})

describe('what is missing', () => {
  test('clips that lost their score keep a pass from being one', () => {
    const broken = clips('two', 40)
    broken[7]!.scores = {
      'motion-smoothness': { status: 'unscored', problem: { code: 'X', message: 'broken' } },
    }
    broken[9]!.scores = {}
    const metric = only(run('one', 40), resultOf(broken))
    expect(metric.verdict).toBe('inconclusive')
    expect(metric.message).toContain('2 clips scored in the first run have no score in the second.')
    expect(metric.pairs).toBe(198)
    const reverse = only(resultOf(broken), run('one', 40))
    expect(reverse.verdict).toBe('inconclusive')
    expect(reverse.message).toContain('scored in the second run')
  })

  test('they do not hide a failure', () => {
    const broken = clips('two', 40, -0.03)
    broken[7]!.scores = {}
    expect(only(run('one', 40), resultOf(broken)).verdict).toBe('fail')
  })

  test('a dimension that only one run could score is inconclusive; one that neither could is left out', () => {
    const unscored = { status: 'unscored', problem: { code: 'X', message: 'no weights' } } as const
    const a = clips('one', 10).map((clip) => ({
      ...clip,
      scores: { ...clip.scores, scene: unscored, color: 0.5 },
    }))
    const b = clips('two', 10).map((clip) => ({
      ...clip,
      scores: { ...clip.scores, scene: unscored, color: unscored },
    }))
    const { metrics } = compare(resultOf(a), resultOf(b))
    expect(metrics.map(({ metric }) => metric)).toEqual(['motion-smoothness', 'color'])
    const color = metrics[1]!
    expect(color).toMatchObject({
      b: null,
      difference: null,
      interval: null,
      verdict: 'inconclusive',
      pairs: 0,
    })
    expect(color.message).toBe('No clip that the first run scored has a score in the second.')
  })

  test('a run of fewer prompts or samples is compared on what both planned', () => {
    const metric = only(run('one', 40), resultOf(clips('two', 20, 0, 0.01, 2)))
    expect(metric.verdict).toBe('pass')
    expect(metric.pairs).toBe(40)
  })

  test('excluded clips stay out of their own mean only', () => {
    const excluded = { status: 'excluded', problem: { code: 'X', message: 'object not seen' } } as const
    const scores = (values: (number | typeof excluded)[]) =>
      resultOf(values.map((value, index) => ({ prompt: `${index}`, scores: { color: value } })))
    const metric = only(scores([1, 0, 1, 0, 1, excluded]), scores([1, excluded, 1, excluded, 1, 1]))
    expect(metric.a).toBeCloseTo(3 / 5, 12)
    expect(metric.b).toBe(1)
    expect(metric.pairs).toBe(6)
  })
})

describe('totals', () => {
  const full = (seed: string, change: number, prompts = 30) => {
    const random = seededRandom('totals', seed)
    const items = Array.from({ length: prompts }, (_, prompt) => ({
      prompt: `prompt ${prompt}`,
      scores: Object.fromEntries(
        vbenchDimensionIds.map((id) => [id, 0.3 + change + 0.005 * random.normal()]),
      ),
    }))
    return resultOf(items)
  }

  test('are compared when both runs have them, and equal the runs own', () => {
    const [a, b] = [full('one', 0), full('two', 0.05)]
    const { metrics, verdict } = compare(a, b)
    expect(metrics.map(({ metric }) => metric)).toEqual([
      ...vbenchDimensionIds,
      'quality',
      'semantic',
      'total',
    ])
    for (const name of ['quality', 'semantic', 'total'] as const) {
      const metric = metrics.find((candidate) => candidate.metric === name)!
      expect(metric.a).toBeCloseTo(a.models[0]![name]!.value!, 10)
      expect(metric.b).toBeCloseTo(b.models[0]![name]!.value!, 10)
      expect(metric.interval!.low).toBeLessThanOrEqual(metric.difference!)
      expect(metric.interval!.high).toBeGreaterThanOrEqual(metric.difference!)
    }
    expect(verdict).toBe('pass')
    expect(compare(b, a).verdict).toBe('fail')
  })

  test('are left out when a dimension is missing', () => {
    expect(compare(run('one', 10), run('two', 10)).metrics.map(({ metric }) => metric)).toEqual([
      'motion-smoothness',
    ])
  })

  test('with too few prompts have no interval and no verdict', () => {
    const total = compare(full('one', 0, 1), full('two', 0, 1)).metrics.at(-1)!
    expect(total).toMatchObject({ metric: 'total', interval: null, verdict: 'inconclusive' })
  })
})

describe('models', () => {
  const two = (names: string[], seed: string, change = 0) =>
    resultOf(names.flatMap((model) => clips(seed, 10, change).map((clip) => ({ ...clip, model }))))

  test('are matched by name, and one without a partner is seen', () => {
    const { metrics, verdict } = compare(two(['x', 'y'], 'one'), two(['y', 'z'], 'two'))
    expect(metrics.map(({ model, metric }) => `${model}/${metric}`)).toEqual([
      'y/motion-smoothness',
      'x/total',
      'z/total',
    ])
    expect(metrics.slice(1).every((metric) => metric.verdict === 'inconclusive')).toBe(true)
    expect(verdict).toBe('inconclusive')
  })

  test('the only models of two runs are compared whatever they are called', () => {
    expect(compare(two(['x'], 'one'), two(['y'], 'two')).verdict).toBe('pass')
  })

  test('runs without a common model are refused', () => {
    expect(refusal(two(['x', 'y'], 'one'), two(['p', 'q'], 'two'))).toMatchObject({
      code: 'MODELS_DIFFER',
      message: expect.stringContaining('x, y'),
    })
  })
})

function refusal(a: RunResult, b: RunResult) {
  try {
    compare(a, b)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BenchError)
    return (thrown as BenchError).problem
  }
  throw new Error('expected a refusal')
}

describe('runs that do not measure the same are refused with the difference named', () => {
  const a = run('one', 6)
  const withEvaluator = (change: Partial<RunResult['models'][0]['dimensions'][0]['evaluator']>) => {
    const b = structuredClone(a)
    for (const dimension of b.models[0]!.dimensions) Object.assign(dimension.evaluator, change)
    return b
  }
  test.each([
    ['the suite', { ...a, suite: { id: 'preference', title: 'Preference' } }, 'preference'],
    ['the profile', { ...a, profile: { id: 'official', title: 'VBench', notice: null } }, 'official'],
    [
      'the checksum of the prompt list',
      { ...a, promptList: { ...a.promptList, sha256: 'beef'.repeat(16) } },
      'beef',
    ],
    ['the protocol', { ...a, protocol: 'vbench-long' as const }, 'vbench-long'],
    [
      'the version',
      withEvaluator({ version: 2 }),
      "version of motion-smoothness's evaluator is 1 in runs/a and 2 in runs/b",
    ],
    ['the backbone', withEvaluator({ backbone: 'amt-s' }), 'amt-s'],
    ['the weights', withEvaluator({ weightsSha256: 'cafe' }), 'cafe'],
  ])('%s', (what, b, named) => {
    const { code, message } = refusal(a, b)
    expect(code).toBe('RUNS_DIFFER')
    expect(message).toContain(what)
    expect(message).toContain(named)
  })
})

describe('a baseline is refused before the run starts', () => {
  const baseline = { path: 'runs/a', result: run('one', 6) }
  const fitting: PlannedMeasure = {
    suite: baseline.result.suite,
    profile: baseline.result.profile,
    promptList: baseline.result.promptList,
    evaluators: new Map([
      ['motion-smoothness', { version: 1, backbone: 'made-up' }],
      ['scene', { version: 7, backbone: 'unknown to the baseline' }],
    ]),
  }
  test('not when it measures the same', () => {
    expect(() => assertBaselineFits(baseline, fitting)).not.toThrow()
  })

  test.each<[string, Partial<PlannedMeasure>]>([
    ['the suite', { suite: { id: 'preference' } }],
    ['the profile', { profile: { id: 'official' } }],
    ['the checksum of the prompt list', { promptList: { sha256: 'beef' } }],
    ['the version', { evaluators: new Map([['motion-smoothness', { version: 2, backbone: 'made-up' }]]) }],
    ['the backbone', { evaluators: new Map([['motion-smoothness', { version: 1, backbone: 'amt-s' }]]) }],
  ])('%s', (what, change) => {
    expect(() => assertBaselineFits(baseline, { ...fitting, ...change })).toThrow(what)
  })
})

describe('laws', () => {
  test('the order of items changes nothing but rounding', () => {
    const [a, b] = [run('one', 12), run('two', 12, -0.01)]
    const reference = only(a, b)
    const random: Random = seededRandom('order')
    const shuffledItems = { ...a, items: random.shuffle(a.items) }
    expect(only(shuffledItems, b)).toMatchObject({ pairs: reference.pairs, interval: reference.interval })
    expect(only(shuffledItems, b).difference).toBeCloseTo(reference.difference!, 12)
  })

  test('equal input and seed give equal output; another seed moves the interval a little', () => {
    const [a, b] = [run('one', 12), run('two', 12)]
    expect(compare(a, b)).toEqual(compare(a, b))
    const [one, two] = [only(a, b), only(a, b, { seed: 2 })]
    expect(one.interval).not.toEqual(two.interval)
    expect(Math.abs(one.interval!.low - two.interval!.low)).toBeLessThan(0.003)
  })

  test('any runs give a valid record: no NaN, every interval around something, every metric with a message', () => {
    const score = fc.oneof(
      { weight: 6, arbitrary: fc.double({ min: -1, max: 100, noNaN: true }) },
      fc.record({
        status: fc.constant('scored' as const),
        value: fc.double({ min: 0, max: 1, noNaN: true }),
        weight: fc.integer({ min: 1, max: 50 }),
      }),
      fc.constant({ status: 'excluded' as const, problem: { code: 'X', message: 'not seen' } }),
      fc.constant({ status: 'unscored' as const, problem: { code: 'X', message: 'broken' } }),
      fc.constant(undefined),
    )
    const scores = fc
      .record({ color: score, scene: score, 'dynamic-degree': score })
      .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)))
    const items = fc
      .uniqueArray(
        fc.record({ prompt: fc.integer({ min: 0, max: 9 }).map(String), sampleIndex: fc.nat(2), scores }),
        {
          selector: ({ prompt, sampleIndex }) => `${prompt}/${sampleIndex}`,
          minLength: 1,
          maxLength: 20,
        },
      )
      .map((list) => resultOf(list as MadeUpItem[]))
    fc.assert(
      fc.property(items, items, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, maxRegression) => {
        const comparison = compare(a, b, { maxRegression, resamples: 50 })
        expect(comparisonSchema.parse(comparison)).toEqual(comparison)
        for (const { message, interval, difference, verdict } of comparison.metrics) {
          expect(message).not.toMatch(/NaN|undefined|Infinity/)
          if (interval !== null) expect(interval.low).toBeLessThanOrEqual(interval.high)
          if (difference === null) expect(verdict).toBe('inconclusive')
        }
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})
