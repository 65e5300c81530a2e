import { expect, test } from 'vitest'
import { dimensionIds } from '../../../bench/records/dimension.ts'
import { ReportData } from '../../../reports/html/page/data.ts'
import { pageData } from '../../../reports/html/page-data.ts'
import { madeUpResult } from '../../support/run-result.ts'

const context = { runPath: '..', version: '0.1.0', allowPartial: false }

test('columns read back as the clips and scores that went in', () => {
  const result = madeUpResult({ models: ['a', 'b/c'], samples: 6 })
  result.items[1]!.id = 'another id'
  result.items[2]!.clip!.path = 'elsewhere/other.mp4'
  // As the page gets it: through JSON.
  const data = new ReportData(JSON.parse(JSON.stringify(pageData(result, context))))
  expect(data.count).toBe(result.items.length)
  for (const [index, item] of result.items.entries()) {
    const clip = data.clip(index)
    expect(clip).toMatchObject({
      id: item.id,
      model: item.model,
      promptId: item.promptId,
      prompt: item.prompt,
      sample: item.sampleIndex,
      seed: item.seed,
    })
    expect(data.indexOf(item.id)).toBe(index)
    expect(clip.link === null).toBe(item.clip === null)
    if (item.clip !== null) {
      expect(decodeURIComponent(clip.link!)).toBe(`../${item.clip.path}`)
      expect(clip.format).toBe('128×128 pixels, 16 frames, 8 frames/s, 2.00 s, h264 yuv420p')
    }
    expect(data.failed(index)).toBe(result.failures.some(({ itemId }) => itemId === item.id))
    for (const id of dimensionIds) {
      const score = item.scores[id]
      const shown = data.score(id, index)
      expect(shown?.status).toBe(score?.status)
      if (score?.status === 'scored') expect(data.value(id, index)).toBeCloseTo(score.value, 5)
      else if (score !== undefined) expect(shown).toMatchObject({ problem: score.problem })
      else expect(shown).toBeUndefined()
    }
  }
})

test('equal prompts of two models are siblings, samples apart', () => {
  const result = madeUpResult({ models: ['a', 'b'], prompts: ['p', 'q'], samples: 2, failEvery: 0 })
  const data = new ReportData(pageData(result, context))
  expect(data.siblings(1).map((index) => data.id(index))).toEqual(['a/0000/1', 'b/0000/1'])
})

test('prompts that differ by id or text only stay apart', () => {
  const result = madeUpResult({ prompts: ['p', 'P', 'p'], samples: 1, failEvery: 0 })
  const data = new ReportData(pageData(result, context))
  expect(result.items.map((_, index) => data.clip(index).prompt)).toEqual(['p', 'P', 'p'])
  expect(result.items.map((_, index) => data.clip(index).promptId)).toEqual(['0000', '0001', '0002'])
})
