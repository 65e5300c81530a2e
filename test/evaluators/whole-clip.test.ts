import { expect, test } from 'vitest'
import { aestheticQuality } from '../../evaluators/aesthetic-quality.ts'
import { appearanceStyle } from '../../evaluators/appearance-style.ts'
import { imagingQuality } from '../../evaluators/imaging-quality.ts'
import { overallConsistency } from '../../evaluators/overall-consistency.ts'
import { temporalStyle } from '../../evaluators/temporal-style.ts'
import { clipView, prompt } from './fixtures.ts'

const clip = clipView()
const cat = prompt('a cat')

test('aesthetic quality is the mean of the frames, of 10', () => {
  const score = aestheticQuality.score({ clip, prompt: cat, feature: { scores: [4, 5, 6] } })
  expect(score).toMatchObject({ status: 'scored', value: 0.5, weight: 1 })
})

test('imaging quality is the mean of the frames, of 100, and keeps upstream’s own number', () => {
  const score = imagingQuality.score({ clip, prompt: cat, feature: { scores: [40, 60] } })
  expect(score).toMatchObject({ value: 0.5, weight: 1, details: { videoResults: 50 } })
})

test('appearance style scales the cosine as the checkpoint does, and weighs by frames', () => {
  const asked = prompt('a cat', { appearance_style: { appearance_style: 'oil painting' } })
  const text = new Float32Array([1, 0])
  const embeddings = [new Float32Array([2, 0]), new Float32Array([0, 3])]
  const feature = { embeddings, logitScale: 50 }
  expect(appearanceStyle.query?.(asked)).toBe('oil painting')
  expect(appearanceStyle.query?.(cat)).toBeNull()
  expect(appearanceStyle.score({ clip, prompt: asked, feature, text })).toMatchObject({
    value: 0.25,
    weight: 2,
  })
  expect(appearanceStyle.score({ clip, prompt: cat, feature, text })).toMatchObject({ status: 'unscored' })
})

test.each([temporalStyle, overallConsistency])('$meta.id is the cosine of clip and prompt', (evaluator) => {
  expect(evaluator.query?.(cat)).toBe('a cat')
  const feature = { embedding: new Float32Array([3, 4]) }
  const text = new Float32Array([1, 0])
  const score = evaluator.score({ clip, prompt: cat, feature, text })
  if (score.status !== 'scored') throw new Error('expected a score')
  expect(score.value).toBeCloseTo(0.6, 12)
  expect(evaluator.score({ clip, prompt: cat, feature })).toMatchObject({
    status: 'unscored',
    problem: { code: 'FEATURE_INVALID' },
  })
})
