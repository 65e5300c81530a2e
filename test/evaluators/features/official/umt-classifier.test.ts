import { expect, test } from 'vitest'
import { kineticsNames } from '../../../../evaluators/features/official/kinetics-names.ts'
import { topLabels } from '../../../../evaluators/features/official/umt-classifier.ts'
import { describeShared } from '../../../support/shared.ts'
import { golden } from '../../fixtures.ts'

interface Golden {
  readonly decisions: readonly {
    readonly top5_idx: readonly number[]
    readonly cats: readonly string[]
    readonly rounded_overridden: boolean
  }[]
}

test('Kinetics has 400 actions, each once, in lower case', () => {
  expect(kineticsNames).toHaveLength(400)
  expect(new Set(kineticsNames).size).toBe(400)
  expect(kineticsNames.filter((name) => name !== name.toLowerCase().trim())).toEqual([])
})

describeShared('labels against upstream', () => {
  test('each class has the name that upstream gives it', () => {
    const rows = golden<Golden>('human_action_logic').decisions.filter((row) => !row.rounded_overridden)
    expect(rows.length).toBeGreaterThan(3)
    for (const { top5_idx: classes, cats } of rows) {
      // upstream names only the sure ones
      for (const [i, name] of cats.entries()) expect(kineticsNames[classes[i]!]).toBe(name)
    }
  })
})

test('the five likeliest, with probabilities of their own', () => {
  const logits = new Float32Array(400).fill(-5)
  logits.set([2, 4, 3], 10)
  const top = topLabels(logits)
  expect(top.map(({ label }) => label).slice(0, 3)).toEqual([11, 12, 10].map((i) => kineticsNames[i]))
  expect(top).toHaveLength(5)
  expect(top[0]!.probability).toBeCloseTo(1 / (1 + Math.exp(-4)), 6)
})
