import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { vbenchDimensionIds } from '../../../bench/records/dimension.ts'
import { sha256 } from '../../../bench/records/identity.ts'
import { promptSchema } from '../../../bench/records/plan.ts'
import { suites } from '../../../suites/table.ts'
import { vbench } from '../../../suites/vbench/index.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'

describe('suites', () => {
  test('are listed under their ids', () => {
    for (const [id, suite] of Object.entries(suites)) expect(suite.id).toBe(id)
  })
})

describe('vbench', () => {
  test('its embedded prompts are valid, and each of their dimensions is one of the suite', () => {
    const { prompts } = vbench.promptSources.toybox
    expect(prompts.length).toBeGreaterThan(0)
    for (const prompt of prompts) expect(promptSchema.parse(prompt)).toEqual(prompt)
    expect(vbench.dimensions.map(({ id }) => id)).toEqual(vbenchDimensionIds)
  })

  test('the smallest tier of the embedded prompts has every dimension that the list has', () => {
    const { prompts } = vbench.promptSources.toybox
    const dimensions = new Set(prompts.flatMap((prompt) => prompt.dimensions))
    const kept = new Set(vbench.selectTier(prompts, 'pr').flatMap((prompt) => prompt.dimensions))
    expect(kept).toEqual(dimensions)
  })
})

describeShared("vbench's prompt list", () => {
  test('is pinned by the checksum of the file of that commit', () => {
    const content = readFileSync(sharedPath('data/VBench_full_info.json'))
    expect(sha256(content)).toBe(vbench.promptSources.vbench.sha256)
  })
})
