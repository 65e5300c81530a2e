import { describe, expect, test } from 'vitest'
import { studyPlanSchema } from '../../bench/records/study-plan.ts'
import type { Form, Item } from '../../bench/records/vote.ts'
import { draftStudy, practiceItems, type StudySettings } from '../../bench/review/draft-study.ts'
import type { StudySource } from '../../bench/review/study-source.ts'
import { fakeClip } from '../support/simulated-votes.ts'

const source: StudySource = {
  models: ['north', 'south', 'east'],
  prompts: Array.from({ length: 10 }, (_, index) => ({
    id: `p${index}`,
    text: `prompt ${index}`,
    dimensions: index % 2 === 0 ? ['color', 'imaging-quality'] : ['imaging-quality'],
  })),
  clipOf: (model, promptId) => ({
    model,
    promptId,
    sampleIndex: 0,
    runId: null,
    path: `/videos/${model}/${promptId}.mp4`,
    sha256: `${model}-${promptId}`,
    scores: { color: 0.5 },
  }),
}
const pairwise: Form = { kind: 'pairwise', aspects: ['visual-quality', 'motion-quality'], comment: true }
const settings: StudySettings = {
  form: pairwise,
  raters: 5,
  ratersPerItem: 2,
  goldRate: 0.3,
  repeatRate: 0.2,
  seed: 11,
  against: null,
  excludeBelowGold: 0.75,
  minimumWatchSeconds: 2,
}
const made = { studyId: 'study', createdAtMilliseconds: 0 }
const draft = (change: Partial<StudySettings> = {}) => draftStudy(source, { ...settings, ...change }, made)

const pairsOnly = (items: readonly Item[]) => items.filter((item) => item.kind !== 'rating')
const slotOf = (items: readonly Item[], slot: number) => items.filter((item) => item.slot === slot)

describe('a study', () => {
  test('is a plan that the store takes', () => {
    for (const form of [
      pairwise,
      { kind: 'rating', aspects: ['visual-quality'], comment: false },
      { kind: 'dimensions', dimensions: ['color', 'imaging-quality'], comment: false },
    ] satisfies Form[]) {
      const { clips, ...rest } = draft({ form })
      const plan = { ...rest, clips: clips.map((clip) => ({ ...fakeClip(clip), clipId: clip.clipId })) }
      expect(studyPlanSchema.parse(plan)).toEqual(plan)
    }
  })

  test('is the same for the same settings and clips, ids included', () => {
    expect(draft()).toEqual(draft())
  })

  test.each<[string, Partial<StudySettings>]>([
    ['seed', { seed: 12 }],
    ['raters', { raters: 6 }],
    ['gold rate', { goldRate: 0.1 }],
  ])('is another one with another %s', (_, change) => {
    expect(draft(change).items).not.toEqual(draft().items)
    expect(draft(change).items[0]!.id).not.toBe(draft().items[0]!.id)
  })

  test('is another one when a clip is', () => {
    const changed = {
      ...source,
      clipOf: (...args: [string, string]) => ({ ...source.clipOf(...args), sha256: 'other' }),
    }
    expect(draftStudy(changed, settings, made).items[0]!.id).not.toBe(draft().items[0]!.id)
  })

  test('begins each slot with two practice items, the first with a degraded copy', () => {
    const { items } = draft()
    for (let slot = 0; slot < settings.raters; slot++) {
      const own = slotOf(items, slot)
      expect(own.map(({ position }) => position)).toEqual(own.map((_, index) => index))
      expect(own.map(({ mark }) => mark.kind === 'practice')).toEqual(
        own.map((_, index) => index < practiceItems),
      )
      const [easy, ordinary] = pairsOnly(own)
      expect([easy!.first.degraded, easy!.second.degraded].filter(Boolean)).toHaveLength(1)
      expect(easy!.first.model).toBe(easy!.second.model)
      expect(ordinary!.first.model).not.toBe(ordinary!.second.model)
    }
  })

  test('shows in a gold pair a clip beside its own degraded copy, on the side that the mark says', () => {
    const gold = pairsOnly(draft().items).filter(({ mark }) => mark.kind === 'gold')
    expect(gold.length).toBeGreaterThan(5)
    for (const item of gold) {
      const side = item.mark.kind === 'gold' ? item.mark.degraded : 'first'
      expect(item[side].degraded).toBe(true)
      expect(item[side === 'first' ? 'second' : 'first'].degraded).toBe(false)
      expect(item.first.model).toBe(item.second.model)
      expect(item.first.clipId).not.toBe(item.second.clipId)
    }
  })

  test('repeats an earlier item of the same slot with its sides exchanged', () => {
    const items = pairsOnly(draft().items)
    const repeats = items.filter(({ mark }) => mark.kind === 'repeat')
    expect(repeats.length).toBeGreaterThan(4)
    for (const item of repeats) {
      const of = item.mark.kind === 'repeat' ? item.mark.of : ''
      const original = items.find(({ id }) => id === of)!
      expect(original.slot).toBe(item.slot)
      expect(original.position).toBeLessThan(item.position)
      expect([original.first, original.second]).toEqual([item.second, item.first])
    }
  })

  test('lists every clip that an item shows, once, and no other', () => {
    const { items, clips } = draft()
    const shown = new Set(pairsOnly(items).flatMap(({ first, second }) => [first.clipId, second.clipId]))
    expect(clips.map(({ clipId }) => clipId).sort()).toEqual([...shown].sort())
    expect(clips.every(({ clipId }) => /^[0-9a-f]{32}$/.test(clipId))).toBe(true)
  })

  test('compares one model with every other, if asked', () => {
    const { items } = draft({ against: 'south' })
    const plain = pairsOnly(items).filter(({ mark }) => mark.kind === 'plain')
    for (const { first, second } of plain) expect([first.model, second.model]).toContain('south')
    expect(plain).toHaveLength(2 * source.prompts.length * settings.ratersPerItem)
  })

  test('asks about the dimensions that a prompt is made for', () => {
    const { items } = draft({
      form: { kind: 'dimensions', dimensions: ['color', 'imaging-quality'], comment: false },
    })
    for (const item of items) {
      if (item.kind !== 'dimensions') throw new Error(`found ${item.kind}`)
      const even = Number(item.promptId.slice(1)) % 2 === 0
      expect(item.dimensions).toEqual(even ? ['color', 'imaging-quality'] : ['imaging-quality'])
    }
  })

  test('rates clips one by one, and degraded copies of the same rater’s clips', () => {
    const { items } = draft({ form: { kind: 'rating', aspects: ['visual-quality'], comment: false } })
    const ratings = items.filter((item) => item.kind === 'rating')
    expect(ratings).toHaveLength(items.length)
    const degraded = ratings.filter(({ mark }) => mark.kind === 'degraded')
    expect(degraded.length).toBeGreaterThan(5)
    for (const { mark, slot, clip } of degraded) {
      const original = ratings.find(({ id }) => mark.kind === 'degraded' && id === mark.of)!
      expect(original).toMatchObject({ slot, mark: { kind: 'plain' } })
      expect(original.clip).toMatchObject({ model: clip.model, degraded: false })
      expect(clip.degraded).toBe(true)
    }
  })
})
