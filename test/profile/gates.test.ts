import { describe, expect, test } from 'vitest'
import { judgeGates } from '../../bench/profile/gates.ts'
import { judgeNoise } from '../../bench/profile/noise.ts'
import { measuredTime } from '../../bench/profile/timing.ts'
import { autoencoderGateSchema } from '../../bench/records/autoencoder-gate.ts'
import type { ProfileCell, Speedup, StageResult } from '../../bench/records/autoencoder-result.ts'

const quiet = judgeNoise({ reference: [], cpu: null })
const loud = judgeNoise({ reference: [], cpu: { busy: 90, own: 10, stolen: 0, total: 100 } })
const time = (...samples: number[]) => measuredTime({ samples, stopped: 'limit' }, true)

const decode: StageResult = {
  stage: 'decode',
  flops: 10,
  executedFlops: 8,
  time: time(10, 11, 10, 11, 10, 11),
  achievedFlopsPerSecond: 1,
  shareOfPeak: 0.5,
  peakMemoryBytes: 2 ** 30,
  plannedMemoryBytes: 2 ** 30,
  problem: null,
}
const cell: ProfileCell = {
  variant: 'b',
  workload: 'w',
  frames: 8,
  height: 64,
  width: 64,
  latentShape: null,
  tokens: null,
  textTokens: null,
  stages: [decode, { ...decode, stage: 'encode', time: null, peakMemoryBytes: null }],
  stepTime: null,
  clipTime: null,
  projections: [],
}
const speedup: Speedup = {
  workload: 'w',
  kind: 'measured',
  scope: 'decode',
  slow: 'a',
  fast: 'b',
  factor: 2,
  interval: [1.8, 2.2],
  level: 0.95,
  rounds: 6,
  hardware: null,
  verdict: 'conclusive',
  message: '',
}
const found = { cells: [cell], speedups: [speedup], noise: quiet }
const judge = (rule: object, all = found) => judgeGates([autoencoderGateSchema.parse(rule)], all)
const verdicts = (rule: object, all = found) => judge(rule, all).map(({ verdict }) => verdict)

describe('a gate on speed-up', () => {
  test.each([
    [1.5, 'pass'],
    [2, 'inconclusive'],
    [2.5, 'fail'],
  ])('of at least %d is judged by the whole interval: %s', (min, verdict) => {
    expect(verdicts({ metric: 'speedup', level: 'error', min })).toEqual([verdict])
  })

  test('does not conclude from a measurement that does not', () => {
    const doubtful: Speedup = { ...speedup, verdict: 'inconclusive' }
    const all = { ...found, speedups: [doubtful] }
    expect(verdicts({ metric: 'speedup', level: 'error', min: 1.5 }, all)).toEqual(['inconclusive'])
  })

  test('names what it judged', () => {
    expect(judge({ metric: 'speedup', level: 'warn', min: 1 })[0]).toMatchObject({
      id: 'b/w/speedup decode measured',
      level: 'warn',
    })
  })
})

describe('a gate on time', () => {
  test.each([
    [12, 'pass'],
    [10.5, 'inconclusive'],
    [9, 'fail'],
  ])('of at most %d s: %s', (max, verdict) => {
    expect(verdicts({ metric: 'seconds', level: 'error', stage: 'decode', max })).toEqual([verdict])
  })

  test('does not conclude on a machine too noisy for it', () => {
    expect(verdicts({ metric: 'seconds', level: 'error', max: 12 }, { ...found, noise: loud })).toEqual([
      'inconclusive',
    ])
  })
})

test('a gate on memory has no interval', () => {
  expect(verdicts({ metric: 'memoryBytes', level: 'error', max: 2 ** 30 })).toEqual(['pass'])
  expect(verdicts({ metric: 'memoryBytes', level: 'error', max: 2 ** 29 })).toEqual(['fail'])
})

test.each([
  { metric: 'seconds', level: 'error', stage: 'encode', max: 1 },
  { metric: 'speedup', level: 'error', variant: 'nobody', min: 1 },
  { metric: 'memoryBytes', level: 'error', workload: 'other', max: 1 },
])('%j names nothing that was measured, and that is no pass', (rule) => {
  expect(judge(rule)).toMatchObject([
    { verdict: 'inconclusive', message: 'Nothing that was measured fits this rule.' },
  ])
})

test('a rule without a bound is no pass, and one that is off says nothing', () => {
  expect(verdicts({ metric: 'speedup', level: 'error' })).toEqual(['inconclusive'])
  expect(verdicts({ metric: 'speedup', level: 'off', min: 100 })).toEqual([])
})
