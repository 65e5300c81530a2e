import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { upstreamKey } from '../../../bench/records/dimension.ts'
import { normalise } from '../../../suites/totals.ts'
import { imageToVideoDimensions } from '../../../suites/vbench-i2v/dimensions.ts'
import { vbenchI2v } from '../../../suites/vbench-i2v/index.ts'
import { totalsMissingAsZero } from '../../support/missing-as-zero.ts'

interface Golden {
  readonly constants: {
    readonly NORMALIZE_DIC_I2V: Readonly<Record<string, { readonly Min: number; readonly Max: number }>>
    readonly DIM_WEIGHT_I2V: Readonly<Record<string, number>>
    readonly I2V_LIST: readonly string[]
    readonly I2V_QUALITY_LIST: readonly string[]
    readonly I2VKEY: Readonly<Record<string, string>>
  }
  readonly i2v: readonly {
    readonly scores: Readonly<Record<string, number>>
    readonly quality: number
    readonly i2v: number
    readonly total: number
  }[]
}

/** Output of upstream's cal_i2v_final_score.py, with its constants. */
const { constants, i2v: rows } = JSON.parse(
  readFileSync(new URL('../../fixtures/suites/aggregation.json', import.meta.url), 'utf8'),
) as Golden
const titleOf = (id: (typeof imageToVideoDimensions)[number]['id']) => constants.I2VKEY[upstreamKey(id)]!

test("the table has upstream's groups, bounds and weights", () => {
  for (const { id, min, max, weight } of imageToVideoDimensions) {
    expect({ id, Min: min, Max: max }).toEqual({ id, ...constants.NORMALIZE_DIC_I2V[titleOf(id)] })
    expect(weight).toBe(constants.DIM_WEIGHT_I2V[titleOf(id)])
  }
  const group = (name: string) =>
    imageToVideoDimensions.filter((entry) => entry.group === name).map(({ id }) => titleOf(id))
  expect(group('i2v')).toEqual(constants.I2V_LIST)
  expect(group('quality')).toEqual(constants.I2V_QUALITY_LIST)
})

test.each(rows.map((row, index) => ({ row, index })))("totals of row $index are upstream's", ({ row }) => {
  const got = totalsMissingAsZero(vbenchI2v, row.scores)
  for (const key of ['quality', 'i2v', 'total'] as const) {
    expect(Math.abs(got[key]!.value! - row[key])).toBeLessThanOrEqual(1e-9)
  }
})

describe('totals', () => {
  const full = Object.fromEntries(imageToVideoDimensions.map(({ id }, index) => [id, 0.4 + index / 40]))

  test('are the mean of both groups, and have no semantic one', () => {
    const { quality, i2v, total, semantic } = vbenchI2v.totals(full)
    expect(total.value).toBeCloseTo((quality.value! + i2v!.value!) / 2, 12)
    expect(semantic).toBeUndefined()
    expect(total.missing).toEqual([])
  })

  test('a missing dimension leaves its group and the total null, and the other group whole', () => {
    const { 'camera-motion': _, ...values } = full
    const totals = vbenchI2v.totals(values)
    expect(totals.i2v).toEqual({ value: null, missing: ['camera-motion'] })
    expect(totals.total).toEqual({ value: null, missing: ['camera-motion'] })
    expect(totals.quality.value).not.toBeNull()
  })

  test('normalise with the bounds of the table', () => {
    const { normalised } = vbenchI2v.totals(full)
    for (const entry of imageToVideoDimensions) {
      expect(normalised[entry.id]).toBe(normalise(entry, full[entry.id]!))
    }
  })
})
