import { expect, test } from 'vitest'
import { actionOf, humanAction, sureLabels } from '../../evaluators/human-action.ts'
import { describeShared } from '../support/shared.ts'
import { clipView, golden, goldenTensors, prompt } from './fixtures.ts'

interface Golden {
  labels: { path: string; label: string }[]
  decisions: {
    row: number
    top5_rounded: number[]
    top5_idx: number[]
    cats: string[]
    rounded_overridden: boolean
  }[]
  all_human_action_prompts: { prompt: string; label: string }[]
  categories: Record<string, string>
}

describeShared('human action against upstream', () => {
  const rows = golden<Golden>('human_action_logic')
  const logits = goldenTensors('human_action_logic').logits!
  const width = logits.shape[1]!

  test.each(rows.labels)('$path asks for $label', ({ path, label }) => {
    expect(actionOf(path)).toBe(label)
  })

  test('labels of all official prompts', () => {
    for (const { prompt: text, label } of rows.all_human_action_prompts) expect(actionOf(text)).toBe(label)
  })

  test.each(rows.decisions)('sure labels of row $row', ({ row, cats, ...decision }) => {
    const label = (index: number) => rows.categories[index]!
    const top = decision.rounded_overridden
      ? decision.top5_idx.map((index, i) => ({
          label: label(index),
          probability: decision.top5_rounded[i]!,
        }))
      : Array.from(logits.data.slice(row * width, (row + 1) * width) as Float32Array)
          .map((logit, index) => ({ label: label(index), probability: 1 / (1 + Math.exp(-logit)) }))
          .sort((a, b) => b.probability - a.probability)
    expect(sureLabels(top)).toEqual(cats)
  })
})

test('an action is shown when it is among the sure labels', () => {
  const score = (probability: number) =>
    humanAction.score({
      clip: clipView(),
      prompt: prompt('A person is clapping'),
      feature: { topLabels: [{ label: 'clapping', probability }] },
    })
  expect(score(0.849951)).toMatchObject({ value: 1, details: { videoResults: true } })
  expect(score(0.8499)).toMatchObject({ value: 0, details: { videoResults: false } })
})
