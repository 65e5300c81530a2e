import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DimensionId, upstreamKey, vbenchDimensionIds } from '../../../bench/records/dimension.ts'
import { normalise } from '../../../suites/totals.ts'
import { groupWeights, vbenchDimensions } from '../../../suites/vbench/dimensions.ts'
import { vbench } from '../../../suites/vbench/index.ts'
import { vbenchTotals } from '../../../suites/vbench/totals.ts'
import { totalsMissingAsZero } from '../../support/missing-as-zero.ts'

interface GoldenRow {
  scores: Record<string, number>
  normalized_weighted: Record<string, number>
  quality: number
  semantic: number
  total: number
}
interface Golden {
  constants: {
    NORMALIZE_DIC: Record<string, { Min: number; Max: number }>
    DIM_WEIGHT: Record<string, number>
    QUALITY_LIST: string[]
    SEMANTIC_LIST: string[]
    QUALITY_WEIGHT: number
    SEMANTIC_WEIGHT: number
  }
  t2v: GoldenRow[]
}

/** Output of upstream's aggregation scripts, with their constants. */
const golden = JSON.parse(
  readFileSync(new URL('../../fixtures/suites/aggregation.json', import.meta.url), 'utf8'),
) as Golden
const spaced = (id: DimensionId) => id.replaceAll('-', ' ')

describe('dimension table', () => {
  test("has upstream's order, groups, bounds and weights", () => {
    const { constants } = golden
    expect(vbenchDimensions.map(({ id }) => id)).toEqual(vbenchDimensionIds)
    for (const { id, min, max, weight } of vbenchDimensions) {
      expect({ id, Min: min, Max: max }).toEqual({ id, ...constants.NORMALIZE_DIC[spaced(id)] })
      expect(weight).toBe(constants.DIM_WEIGHT[spaced(id)])
    }
    const group = (name: string) =>
      vbenchDimensions.filter((entry) => entry.group === name).map(({ id }) => spaced(id))
    expect(group('quality').toSorted()).toEqual(constants.QUALITY_LIST.toSorted())
    expect(group('semantic').toSorted()).toEqual(constants.SEMANTIC_LIST.toSorted())
    expect(groupWeights).toEqual({ quality: constants.QUALITY_WEIGHT, semantic: constants.SEMANTIC_WEIGHT })
  })
})

describe('upstream totals', () => {
  test.each(golden.t2v.map((row, index) => ({ row, index })))('text-to-video row $index', ({ row }) => {
    const got = totalsMissingAsZero(vbench, row.scores)
    for (const key of ['quality', 'semantic', 'total'] as const) {
      expect(Math.abs(got[key]!.value! - row[key])).toBeLessThanOrEqual(1e-9)
    }
    for (const entry of vbenchDimensions) {
      const weighted = normalise(entry, row.scores[upstreamKey(entry.id)] ?? 0) * entry.weight
      expect(Math.abs(weighted - row.normalized_weighted[spaced(entry.id)]!)).toBeLessThanOrEqual(1e-9)
    }
  })
})

describe('vbenchTotals', () => {
  const full = Object.fromEntries(vbenchDimensionIds.map((id, index) => [id, 0.4 + index / 40]))

  test('is the upstream total when nothing is missing', () => {
    const scores = Object.fromEntries(vbenchDimensionIds.map((id) => [upstreamKey(id), full[id]!]))
    expect(vbenchTotals(full)).toEqual(totalsMissingAsZero(vbench, scores))
    expect(vbenchTotals(full).total.missing).toEqual([])
  })

  test('a missing dimension leaves its group and the total null, and the other group whole', () => {
    const { scene: _, ...values } = full
    const totals = vbenchTotals(values)
    expect(totals.semantic).toEqual({ value: null, missing: ['scene'] })
    expect(totals.total).toEqual({ value: null, missing: ['scene'] })
    expect(totals.quality.value).not.toBeNull()
    expect(totals.normalised).not.toHaveProperty('scene')
  })

  test('any subset gives numbers or null, never NaN, and names exactly what is missing', () => {
    fc.assert(
      fc.property(
        fc.subarray([...vbenchDimensionIds]),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (ids, value) => {
          const totals = vbenchTotals(Object.fromEntries(ids.map((id) => [id, value])))
          expect(totals.total.missing).toEqual(vbenchDimensionIds.filter((id) => !ids.includes(id)))
          for (const { value: total, missing } of [totals.quality, totals.semantic!, totals.total]) {
            expect(total === null).toBe(missing.length > 0)
            expect(Number.isNaN(total)).toBe(false)
          }
        },
      ),
      { seed: 1 },
    )
  })

  test('bounds of a dimension normalise to 0 and 1, and nothing is clamped', () => {
    for (const entry of vbenchDimensions) {
      expect(normalise(entry, entry.min)).toBe(0)
      expect(normalise(entry, entry.max)).toBe(1)
      expect(normalise(entry, entry.max + 0.1)).toBeGreaterThan(1)
      expect(normalise(entry, entry.min - 0.1)).toBeLessThan(0)
    }
  })
})
