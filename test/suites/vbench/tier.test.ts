import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { vbenchDimensionIds } from '../../../bench/records/dimension.ts'
import type { Prompt } from '../../../bench/records/plan.ts'
import { selectTier } from '../../../suites/vbench/tier.ts'

const promptLists = fc
  .array(fc.subarray([...vbenchDimensionIds], { minLength: 1 }), { minLength: 1, maxLength: 120 })
  .map((lists) =>
    lists.map((dimensions, index): Prompt => ({ id: String(index), text: `prompt ${index}`, dimensions })),
  )
const count = (prompts: readonly Prompt[], id: string) =>
  prompts.filter(({ dimensions }) => (dimensions as readonly string[]).includes(id)).length

describe('selectTier', () => {
  test('pr is part of nightly, nightly of full, in list order', () => {
    fc.assert(
      fc.property(promptLists, (prompts) => {
        const pr = selectTier(prompts, 'pr')
        const nightly = selectTier(prompts, 'nightly')
        expect(nightly.filter((prompt) => pr.includes(prompt))).toEqual(pr)
        expect(prompts.filter((prompt) => nightly.includes(prompt))).toEqual(nightly)
        expect(selectTier(prompts, 'full')).toEqual(prompts)
      }),
      { seed: 1 },
    )
  })

  test('every dimension keeps its share, five prompts at least where it has them', () => {
    fc.assert(
      fc.property(promptLists, (prompts) => {
        for (const [tier, share] of [
          ['pr', 0.05],
          ['nightly', 0.25],
        ] as const) {
          for (const id of vbenchDimensionIds) {
            const all = count(prompts, id)
            const least = Math.min(all, Math.max(5, Math.ceil(share * all)))
            expect(count(selectTier(prompts, tier), id)).toBeGreaterThanOrEqual(least)
          }
        }
      }),
      { seed: 1 },
    )
  })

  test('does not depend on the order of the list', () => {
    fc.assert(
      fc.property(promptLists, (prompts) => {
        const ids = (list: readonly Prompt[]) => list.map(({ id }) => id).toSorted()
        expect(ids(selectTier(prompts.toReversed(), 'pr'))).toEqual(ids(selectTier(prompts, 'pr')))
      }),
      { seed: 1 },
    )
  })
})
