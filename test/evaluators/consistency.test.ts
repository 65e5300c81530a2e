import { expect, test } from 'vitest'
import { backgroundConsistency } from '../../evaluators/background-consistency.ts'
import { subjectConsistency } from '../../evaluators/subject-consistency.ts'
import { describeShared } from '../support/shared.ts'
import { clipView, golden, goldenTensors, prompt } from './fixtures.ts'

interface Row {
  features: string | string[]
  subject_video: number
  background_video: number
  dataset_single_process: number
  video_results: number[]
}

const input = (embeddings: Float32Array[]) => ({
  clip: clipView(),
  prompt: prompt('a cat'),
  feature: { embeddings },
})

describeShared('subject and background consistency against upstream', () => {
  const { rows } = golden<{ rows: Row[] }>('consistency_logic')
  const tensors = goldenTensors('consistency_logic')
  const embeddings = (name: string) => {
    const { shape, data } = tensors[name]!
    const [count, width] = shape as [number, number]
    return Array.from({ length: count }, (_, i) => (data as Float32Array).slice(i * width, (i + 1) * width))
  }

  test.each(rows.filter((row) => typeof row.features === 'string'))('$features', (row) => {
    const feature = input(embeddings(row.features as string))
    const subject = subjectConsistency.score(feature)
    const background = backgroundConsistency.score(feature)
    if (subject.status !== 'scored' || background.status !== 'scored') throw new Error('expected scores')
    expect(Math.abs(subject.value - row.subject_video)).toBeLessThan(1e-6)
    expect(Math.abs(background.value - row.background_video)).toBeLessThan(1e-6)
  })

  test('the weighted mean over clips is the single-process mean over frames', () => {
    const row = rows.find((candidate) => Array.isArray(candidate.features))!
    const scores = (row.features as string[]).map((name) => subjectConsistency.score(input(embeddings(name))))
    let sum = 0
    let weights = 0
    for (const [i, score] of scores.entries()) {
      if (score.status !== 'scored') throw new Error('expected a score')
      expect(Math.abs(score.value - row.video_results[i]!)).toBeLessThan(1e-6)
      sum += score.value * score.weight
      weights += score.weight
    }
    expect(Math.abs(sum / weights - row.dataset_single_process)).toBeLessThan(1e-6)
  })
})

test('one frame is unscored, not zero', () => {
  expect(subjectConsistency.score(input([new Float32Array([1, 2])]))).toMatchObject({
    status: 'unscored',
    problem: { code: 'CLIP_TOO_SHORT' },
  })
})

test('a zero embedding is unlike everything', () => {
  const score = subjectConsistency.score(input([new Float32Array(4), new Float32Array([1, 0, 0, 0])]))
  expect(score).toMatchObject({ status: 'scored', value: 0, weight: 1 })
})
