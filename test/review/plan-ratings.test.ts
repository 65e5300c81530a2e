import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PlannedRating, planRatings, type RatingDesign } from '../../bench/review/plan-ratings.ts'

const designs: fc.Arbitrary<RatingDesign> = fc
  .record({
    models: fc.integer({ min: 1, max: 5 }),
    prompts: fc.integer({ min: 1, max: 12 }),
    raters: fc.integer({ min: 1, max: 8 }),
    ratersPerClip: fc.integer({ min: 1, max: 8 }),
    goldRate: fc.double({ min: 0, max: 1, noNaN: true }),
    repeatRate: fc.double({ min: 0, max: 1 / 3, noNaN: true }),
    seed: fc.nat(),
  })
  .map((design) => ({ ...design, ratersPerClip: Math.min(design.ratersPerClip, design.raters) }))

const law = (check: (plan: readonly (readonly PlannedRating[])[], design: RatingDesign) => void) =>
  fc.assert(
    fc.property(designs, (design) => check(planRatings(design), design)),
    { numRuns: 60 },
  )

const plainOf = (items: readonly PlannedRating[]) => items.filter(({ kind }) => kind === 'plain')
const spread = (numbers: readonly number[]) => Math.max(...numbers) - Math.min(...numbers)

describe('the plan of ratings', () => {
  test('every clip goes to exactly as many raters as asked, to each at most once', () => {
    law((plan, { models, prompts, ratersPerClip }) => {
      const times = new Map<string, number>()
      for (const items of plan) {
        const own = plainOf(items).map(({ prompt, model }) => `${prompt}/${model}`)
        expect(new Set(own).size).toBe(own.length)
        for (const clip of own) times.set(clip, (times.get(clip) ?? 0) + 1)
      }
      expect(times.size).toBe(models * prompts)
      expect(new Set(times.values())).toEqual(new Set([ratersPerClip]))
    })
  })

  test('raters share the work evenly, in all and for every model', () => {
    law((plan, { models }) => {
      expect(spread(plan.map((items) => plainOf(items).length))).toBeLessThanOrEqual(1)
      for (let model = 0; model < models; model++) {
        const counts = plan.map((items) => plainOf(items).filter((item) => item.model === model).length)
        expect(spread(counts)).toBeLessThanOrEqual(1)
      }
    })
  })

  test('degraded copies and repeats point at the same clip in the same list, in the numbers asked for', () => {
    law((plan, { goldRate, repeatRate }) => {
      for (const items of plan) {
        const plain = plainOf(items).length
        const count = (kind: string) => items.filter((item) => item.kind === kind).length
        expect(count('degraded')).toBe(Math.floor(goldRate * plain))
        expect(count('repeat')).toBeLessThanOrEqual(Math.floor(repeatRate * plain))
        for (const [place, item] of items.entries()) {
          if (item.kind === 'plain') continue
          const original = items[item.of]!
          expect(original).toEqual({ kind: 'plain', prompt: item.prompt, model: item.model })
          if (item.kind === 'repeat') expect(place - item.of).toBeGreaterThan(Math.floor(plain / 6))
        }
      }
    })
  })

  test('equal designs give equal plans, other seeds others', () => {
    const design = {
      models: 3,
      prompts: 8,
      raters: 4,
      ratersPerClip: 2,
      goldRate: 0.2,
      repeatRate: 0.2,
      seed: 5,
    }
    expect(planRatings(design)).toEqual(planRatings(design))
    expect(planRatings(design)).not.toEqual(planRatings({ ...design, seed: 6 }))
  })

  test.each([
    [{ models: 0 }, /models: found 0/],
    [{ ratersPerClip: 5 }, /ratersPerClip: found 5, expected 1 to 4/],
    [{ goldRate: 1.5 }, /goldRate: found 1.5/],
    [{ repeatRate: 0.5 }, /repeatRate: found 0.5/],
  ])('%o is refused', (wrong, message) => {
    const design = { models: 2, prompts: 3, raters: 4, ratersPerClip: 2, goldRate: 0, repeatRate: 0, seed: 0 }
    expect(() => planRatings({ ...design, ...wrong })).toThrow(message)
  })
})
