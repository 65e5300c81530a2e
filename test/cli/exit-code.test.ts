import { expect, test } from 'vitest'
import { exitCodeOf } from '../../bench/cli/exit-code.ts'
import { exitCodes } from '../../bench/errors.ts'
import type { RunResult } from '../../bench/records/run-result.ts'
import { madeUpResult } from '../support/run-result.ts'

const incomplete: RunResult = {
  ...madeUpResult({ failEvery: 2 }),
  status: 'incomplete',
  gates: [],
  comparison: null,
}

test('an incomplete run passes only where that is allowed', () => {
  expect(exitCodeOf(incomplete, false)).toBe(exitCodes.incomplete)
  expect(exitCodeOf(incomplete, true)).toBe(exitCodes.passed)
})

test('a run without any score never passes', () => {
  const models = incomplete.models.map((model) => ({
    ...model,
    dimensions: model.dimensions.map((dimension) => ({ ...dimension, value: null, interval: null })),
  }))
  expect(exitCodeOf({ ...incomplete, models }, true)).toBe(exitCodes.incomplete)
})
