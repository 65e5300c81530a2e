import { describe, expect, test } from 'vitest'
import { layerOf } from '../../bench/config/layers.ts'
import { resolveSettings } from '../../bench/config/resolve.ts'
import { checkSettings } from '../../bench/config/validate.ts'

const known = {
  suites: ['vbench'],
  generators: ['recorded', 'process', 'toybox'],
  profiles: ['lite', 'toybox'],
  dimensions: ['color', 'scene'],
  formats: ['html', 'csv'],
  reporters: ['default', 'jsonl'],
  metrics: ['color', 'total'],
}
const check = (values: Parameters<typeof layerOf>[0], origin = '/project/bench.config.ts') =>
  checkSettings(
    resolveSettings([layerOf({ formats: ['html'], ...values }, '/project', () => origin)], '/project'),
    known,
  )

describe('names', () => {
  test.each([
    [{ suite: 'vbanch' }, 'Unknown suite "vbanch".', 'Did you mean "vbench"?'],
    [{ profile: 'lte' }, 'Unknown profile "lte".', 'Did you mean "lite"?'],
    [{ generators: [{ kind: 'recroded' }] }, 'Unknown generator "recroded".', 'Did you mean "recorded"?'],
    [{ dimensions: ['colour'] }, 'Unknown dimension "colour".', 'Did you mean "color"?'],
    [{ formats: ['htm'] }, 'Unknown report format "htm".', 'Did you mean "html"?'],
    [{ reporters: ['json=events'] }, 'Unknown reporter "json".', 'Did you mean "jsonl"?'],
    [
      { gates: { totl: { level: 'warn', min: 1 } as const } },
      'Unknown gate metric "totl".',
      'Did you mean "total"?',
    ],
    [{ suite: 'completely-else' }, 'Unknown suite', 'Known: vbench.'],
  ])('%o is refused with the name that was meant', (values, message, remedy) => {
    expect(() => check(values)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringContaining(message),
        problem: expect.objectContaining({ code: 'UNKNOWN_NAME', remedy: expect.stringContaining(remedy) }),
      }),
    )
  })

  test('known ones pass', () => {
    check({ suite: 'vbench', dimensions: ['color'], reporters: ['jsonl=events.jsonl', 'default'] })
  })
})

describe('settings against each other', () => {
  test('a gate needs a rule', () => {
    expect(() => check({ gates: { total: { level: 'error' } } })).toThrow(/gates\.total .*without a rule/)
    check({ gates: { total: { level: 'off' } } })
    check({ gates: { total: { level: 'error', min: 0.5 } } })
  })

  test('a margin that was typed needs a baseline, one in the file does not', () => {
    expect(() => check({ 'compare.maxRegression': 0.1 }, 'flag --max-regression')).toThrow(/no baseline/)
    check({ 'compare.maxRegression': 0.1 })
    check({ 'compare.maxRegression': 0.1, baseline: 'run-1' }, 'flag --max-regression')
  })
})
