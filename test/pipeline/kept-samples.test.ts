import { expect, test } from 'vitest'
import { keepFirstSamples } from '../../bench/pipeline/kept-samples.ts'
import { run } from '../../bench/pipeline/run.ts'
import type { PlannedClip } from '../../bench/records/plan.ts'
import type { Score } from '../../bench/records/score.ts'
import { scoreKey } from '../../bench/store/scores.ts'
import { fakeRequest } from '../support/fake-request.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()

const dimension = 'temporal-flickering'
const clip = (sample: number, prompt = 'a quiet street') =>
  ({
    id: `${prompt}/${sample}`,
    model: 'm',
    prompt: { id: prompt, text: prompt, dimensions: [dimension] },
    sampleIndex: sample,
    dimensions: [dimension],
    fileName: `${prompt}-${sample}.mp4`,
  }) as unknown as PlannedClip
const scored: Score = { status: 'scored', value: 0.9, weight: 1 }
const moving: Score = { status: 'excluded', problem: { code: 'CLIP_MOVES', message: 'm', remedy: 'r' } }

test('the first five that stand still count, in the order of their file names', () => {
  const plan = Array.from({ length: 25 }, (_, i) => clip(i))
  const scores = new Map(plan.map(({ id }, i) => [scoreKey(id, dimension), i === 1 ? moving : scored]))
  keepFirstSamples(plan, { [dimension]: 5 }, scores)
  const kept = plan.filter(({ id }) => scores.get(scoreKey(id, dimension))?.status === 'scored')
  // 0, 1 (which moves), 10, 11, 12, 13, then 14 … 19, 2, 20 …
  expect(kept.map(({ sampleIndex }) => sampleIndex)).toEqual([0, 10, 11, 12, 13])
  expect(scores.get(scoreKey(plan[2]!.id, dimension))).toMatchObject({ problem: { code: 'SAMPLE_SURPLUS' } })
  expect(scores.get(scoreKey(plan[1]!.id, dimension))).toBe(moving)
})

test('fewer than five all count, prompts apart', () => {
  const plan = [clip(0), clip(1), clip(0, 'a lake'), clip(1, 'a lake')]
  const scores = new Map(plan.map(({ id }) => [scoreKey(id, dimension), scored]))
  keepFirstSamples(plan, { [dimension]: 2 }, scores)
  expect([...scores.values()].every((score) => score === scored)).toBe(true)
  keepFirstSamples(plan, undefined, scores)
  expect([...scores.values()].every((score) => score === scored)).toBe(true)
})

test('a run counts the kept samples only, and covers the others', async () => {
  const changes = { samples: 3, keptSamples: { [dimension]: 2 }, dimensions: [dimension] } as const
  const { result } = await run(fakeRequest(folder, changes))
  const found = result.models[0]!.dimensions.find(({ id }) => id === dimension)!
  const prompts = new Set(result.items.map(({ promptId }) => promptId)).size
  expect(found).toMatchObject({
    coverage: { covered: 3 * prompts, expected: 3 * prompts },
    excluded: prompts,
  })
  const kept = result.items.filter(({ scores }) => scores[dimension]?.status === 'scored')
  expect(new Set(kept.map(({ sampleIndex }) => sampleIndex))).toEqual(new Set([0, 1]))
})
