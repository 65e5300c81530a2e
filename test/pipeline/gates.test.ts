import { describe, expect, test } from 'vitest'
import { BenchError } from '../../bench/errors.ts'
import { gatesFail, judgeGates } from '../../bench/pipeline/gates.ts'
import type { GateRule, Gates } from '../../bench/records/gate.ts'
import type { DimensionResult, RunResult } from '../../bench/records/run-result.ts'
import { vbenchTotals } from '../../suites/vbench/totals.ts'
import { resultOf } from '../support/comparable-result.ts'

const options = { maxRegression: 0.01, resamples: 200, level: 0.95, seed: 1, totals: vbenchTotals }

const run = (values: readonly number[], changes: Partial<DimensionResult> = {}): RunResult => {
  const result = resultOf(values.map((value, index) => ({ prompt: `${index}`, scores: { color: value } })))
  const color = result.models[0]!.dimensions.find(({ id }) => id === 'color')!
  Object.assign(
    color,
    { interval: { low: color.value! - 0.05, high: color.value! + 0.05, level: 0.95 } },
    changes,
  )
  return result
}
const judge = (result: RunResult, gates: Gates, baseline: RunResult | null = null) =>
  judgeGates(
    { path: 'runs/b', result },
    gates,
    baseline === null ? null : { path: 'runs/a', result: baseline },
    options,
  )
const error = (rule: Partial<GateRule>): Gates => ({ color: { level: 'error', ...rule } })
const good = [0.78, 0.8, 0.82, 0.8, 0.8, 0.81, 0.79, 0.8]

describe('min', () => {
  const verdict = (min: number, changes: Partial<DimensionResult> = {}) => {
    const { gates } = judge(run(good, changes), error({ min }))
    expect(gates).toHaveLength(1)
    expect(gates[0]).toMatchObject({ id: 'a model/color/min', level: 'error' })
    return { verdict: gates[0]!.verdict, message: gates[0]!.message }
  }

  test('passes when the whole interval is above it', () => {
    expect(verdict(0.7).verdict).toBe('pass')
  })

  test('fails exactly when the value is below it, whatever the interval', () => {
    expect(verdict(0.81)).toEqual({ verdict: 'fail', message: 'color: 0.8000 is below 0.81' })
    expect(verdict(0.9).verdict).toBe('fail')
    expect(verdict(0.81, { interval: null }).verdict).toBe('fail')
  })

  test('is inconclusive when the value is above it and the interval reaches below', () => {
    expect(verdict(0.78)).toEqual({
      verdict: 'inconclusive',
      message: 'color: 0.8000 is at least 0.78, its 95 % interval 0.7500 … 0.8500 is not',
    })
  })

  test('without an interval or with missing clips is no pass', () => {
    expect(verdict(0.7, { interval: null }).verdict).toBe('inconclusive')
    expect(verdict(0.7, { coverage: { covered: 5, expected: 8 } })).toEqual({
      verdict: 'inconclusive',
      message: 'color: 0.8000 is at least 0.7, with 5 of 8 clips scored',
    })
  })

  test('a metric without a value fails, with the reason', () => {
    const gates: Gates = {
      scene: { level: 'error', min: 0.1 },
      total: { level: 'error', min: 0.1 },
    }
    const messages = judge(run(good), gates).gates.map(({ verdict, message }) => `${verdict} ${message}`)
    expect(messages[0]).toBe(
      'fail scene: no value (The profile has no backbone for it.), expected at least 0.1',
    )
    expect(messages[1]).toMatch(
      /^fail total: no value \(it lacks subject-consistency, .*expected at least 0.1$/,
    )
  })
})

describe('maxRegression', () => {
  const verdict = (values: readonly number[], baseline: RunResult | null, maxRegression = 0.02) =>
    judge(run(values), error({ maxRegression }), baseline).gates[0]!

  test('passes, fails and stays open as the comparison does, by the gate’s own margin', () => {
    const drop = good.map((value) => value - 0.015)
    expect(verdict(good, run(good)).verdict).toBe('pass')
    expect(verdict(drop, run(good), 0.02).verdict).toBe('pass')
    expect(verdict(drop, run(good), 0.01).verdict).toBe('fail')
    const scattered = good.map((value, index) => value + (index % 2 === 0 ? 0.04 : -0.06))
    expect(verdict(scattered, run(good), 0.02).verdict).toBe('inconclusive')
  })

  test('without a baseline is inconclusive and says so', () => {
    expect(verdict(good, null)).toMatchObject({
      verdict: 'inconclusive',
      message: 'color: no baseline to compare with',
    })
  })

  test('of a metric that this run lacks fails; of one that the baseline lacks is inconclusive', () => {
    const gates: Gates = { scene: { level: 'error', maxRegression: 0.02 } }
    expect(judge(run(good), gates, run(good)).gates[0]!.verdict).toBe('fail')
    const baseline = resultOf(good.map((value, index) => ({ prompt: `${index}`, scores: { scene: value } })))
    const { gates: judged } = judge(run(good), error({ maxRegression: 0.02 }), baseline)
    expect(judged[0]).toMatchObject({
      verdict: 'inconclusive',
      message: 'color: the baseline has no value to compare with',
    })
  })

  test('the comparison comes along, by its own margin', () => {
    const { comparison } = judge(
      run(good.map((value) => value - 0.015)),
      error({ maxRegression: 0.02 }),
      run(good),
    )
    expect(comparison).toMatchObject({ maxRegression: 0.01, verdict: 'fail' })
    expect(judge(run(good), {}).comparison).toBeNull()
  })

  test('a baseline that does not measure the same is refused', () => {
    const other = { ...run(good), profile: { id: 'official', title: 'VBench', notice: null } }
    expect(() => judge(run(good), {}, other)).toThrow(BenchError)
  })
})

describe('gates', () => {
  test('both rules of a gate are judged, for each model; off is silent', () => {
    const twoModels = resultOf(
      ['x', 'y'].flatMap((model) =>
        good.map((value, index) => ({ model, prompt: `${index}`, scores: { color: value } })),
      ),
    )
    const gates: Gates = {
      color: { level: 'warn', min: 0.9, maxRegression: 0.02 },
      scene: { level: 'off', min: 0.9 },
    }
    expect(
      judge(twoModels, gates).gates.map(({ id, level, verdict }) => `${level} ${id} ${verdict}`),
    ).toEqual([
      'warn x/color/min fail',
      'warn x/color/maxRegression inconclusive',
      'warn y/color/min fail',
      'warn y/color/maxRegression inconclusive',
    ])
  })

  test('an unknown metric is refused with the known ones', () => {
    expect(() => judge(run(good), { colour: { level: 'error', min: 0.5 } })).toThrow(
      /Unknown gate metric "colour"/,
    )
  })

  test('only a failed gate of level error fails the run, and an open one where asked for', () => {
    const gate = (level: 'warn' | 'error', verdict: 'pass' | 'fail' | 'inconclusive') => [
      { id: 'x', level, verdict, message: 'x' },
    ]
    expect(gatesFail([])).toBe(false)
    expect(gatesFail(gate('error', 'pass'))).toBe(false)
    expect(gatesFail(gate('error', 'fail'))).toBe(true)
    expect(gatesFail(gate('warn', 'fail'))).toBe(false)
    expect(gatesFail(gate('error', 'inconclusive'))).toBe(false)
  })
})
