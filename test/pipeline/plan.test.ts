import { describe, expect, test } from 'vitest'
import { clipPaths } from '../../bench/pipeline/clip-path.ts'
import { planClips } from '../../bench/pipeline/plan.ts'
import { changedSettings } from '../../bench/pipeline/settings.ts'
import { plannedClipSchema } from '../../bench/records/plan.ts'
import { fakeGenerator } from '../support/fake-generator.ts'
import { fakePrompts, fakeRequest } from '../support/fake-request.ts'

const two = [fakeGenerator({ model: 'a' }), fakeGenerator({ model: 'b/c' })]
const plan = (changes = {}) => planClips(fakeRequest('', changes))

describe('plan', () => {
  test('is models × prompts × samples, with dimensions in table order', () => {
    const clips = plan({ generators: two })
    expect(clips).toHaveLength(2 * 6 * 2)
    expect(clips.map(({ id }) => id).slice(0, 3)).toEqual(['a/0000/0', 'a/0000/1', 'a/0001/0'])
    for (const clip of clips) expect(plannedClipSchema.parse(clip)).toEqual(clip)
  })

  test("a suite's own rule gives 25 samples to temporal flickering and 5 to the rest", () => {
    const prompts = fakePrompts(4)
    const counts = prompts.map(
      ({ id }) => plan({ prompts, samples: null }).filter(({ prompt }) => prompt.id === id).length,
    )
    expect(counts).toEqual(
      prompts.map(({ dimensions }) => (dimensions.includes('temporal-flickering') ? 25 : 5)),
    )
  })

  test('seeds differ by prompt and sample, agree between models, and stay when prompts join', () => {
    const clips = plan({ generators: two })
    const [a, b] = [clips.slice(0, 12), clips.slice(12)]
    expect(new Set(a.map(({ seed }) => seed)).size).toBe(12)
    expect(b.map(({ seed }) => seed)).toEqual(a.map(({ seed }) => seed))
    const more = plan({ prompts: fakePrompts(9) })
    expect(more.slice(0, 12).map(({ seed }) => seed)).toEqual(a.map(({ seed }) => seed))
    expect(plan({ seed: 8 }).map(({ seed }) => seed)).not.toEqual(a.map(({ seed }) => seed))
  })

  test('a limit spreads over the list and counts only prompts with a wanted dimension', () => {
    const chosen = (changes: object) => [...new Set(plan(changes).map(({ prompt }) => prompt.id))]
    expect(chosen({ limit: 3 })).toEqual(['0000', '0002', '0004'])
    expect(chosen({ limit: 99 })).toHaveLength(6)
    const rare = fakePrompts(6).map((prompt, index) => ({
      ...prompt,
      dimensions: index < 4 ? (['color'] as const) : prompt.dimensions,
    }))
    expect(chosen({ prompts: rare, limit: 1 })).toEqual(['0004'])
  })
})

describe('clip paths', () => {
  const clip = (fileName: string, model = 'a', id = fileName) => ({
    ...plan()[0]!,
    id: `${model}/${id}`,
    model,
    fileName,
  })
  const paths = (...clips: ReturnType<typeof clip>[]) => [...clipPaths(clips).values()]

  test("VBench's names are kept, also with a final dot and letters beyond ASCII", () => {
    expect(paths(clip('A façade.-0.mp4'))).toEqual(['videos/A façade.-0.mp4'])
  })

  test('names that differ by case or by Unicode form alone lie in folders of their own', () => {
    const same = [
      clip('A dog-0.mp4'),
      clip('a dog-0.mp4'),
      clip('fac\u0327ade-0.mp4'),
      clip('fa\u00e7ade-0.mp4'),
    ]
    expect(paths(...same)).toEqual([
      'videos/A dog-0.mp4',
      'videos/same-name-2/a dog-0.mp4',
      'videos/fac\u0327ade-0.mp4',
      'videos/same-name-2/fa\u00e7ade-0.mp4',
    ])
  })

  test('each of several models has a folder, and no label leads out of it', () => {
    const found = paths(
      clip('x-0.mp4', 'a'),
      clip('x-0.mp4', '../..'),
      clip('x-0.mp4', 'b/c'),
      clip('x-0.mp4', '.'),
    )
    expect(found[0]).toBe('videos/a/x-0.mp4')
    for (const path of found) expect(path).toMatch(/^videos\/[A-Za-z0-9_-]+\/x-0\.mp4$/)
    expect(new Set(found).size).toBe(4)
  })

  test.each(['../x.mp4', 'a/b.mp4', 'a\\b.mp4', 'a\u0000.mp4', '..', ''])('%j is refused', (name) => {
    expect(() => paths(clip(name))).toThrow(/no file name/)
  })
})

test('settings that differ are named with both values', () => {
  const before = { seed: 1, generators: [{ identity: { steps: 50 } }], tier: null }
  const now = { seed: 2, generators: [{ identity: { steps: 50, cfg: 7.5 } }], tier: 'pr' }
  expect(changedSettings(before, now)).toEqual([
    'generators.0.identity.cfg: absent → 7.5',
    'seed: 1 → 2',
    'tier: null → "pr"',
  ])
  expect(changedSettings(before, before)).toEqual([])
})
