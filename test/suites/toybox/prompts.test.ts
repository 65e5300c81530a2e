import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseToyboxPrompt } from '../../../bench/generators/toybox/grammar.ts'
import { vbenchDimensionIds } from '../../../bench/records/dimension.ts'
import { toyboxColors, toyboxShapes } from '../../../bench/records/toybox-vocabulary.ts'
import { toyboxRows } from '../../../suites/toybox/index.ts'
import { promptsOf } from '../../../suites/vbench/prompts.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'

const prompts = promptsOf(toyboxRows, 'suites/toybox')
const measured = [
  'subject-consistency',
  'background-consistency',
  'temporal-flickering',
  'motion-smoothness',
  'dynamic-degree',
  'object-class',
  'multiple-objects',
  'color',
  'spatial-relationship',
] as const

describe('the toybox prompts', () => {
  test('are 48, no two alike, and over the nine dimensions that need no network', () => {
    expect(prompts).toHaveLength(48)
    expect(toyboxRows).toHaveLength(48)
    const covered = vbenchDimensionIds.filter((id) =>
      prompts.some(({ dimensions }) => dimensions.includes(id)),
    )
    expect(covered.toSorted()).toEqual([...measured].sort())
    for (const id of measured) {
      expect(prompts.filter(({ dimensions }) => dimensions.includes(id)).length).toBeGreaterThanOrEqual(5)
    }
  })

  test.each(prompts.map(({ text }) => [text]))('can be drawn: %s', (text) => {
    expect(parseToyboxPrompt(text).things.length).toBeGreaterThan(0)
  })

  test('name every shape and every colour of VBench somewhere', () => {
    const things = prompts.flatMap(({ text }) => parseToyboxPrompt(text).things)
    expect(toyboxShapes.filter((shape) => !things.some((thing) => thing.shape === shape))).toEqual([])
    const named = toyboxColors.filter((color) => things.some((thing) => thing.color === color))
    expect(named).toEqual(
      expect.arrayContaining([
        'red',
        'orange',
        'yellow',
        'green',
        'blue',
        'purple',
        'pink',
        'black',
        'white',
      ]),
    )
  })

  test('ask for what they show', () => {
    for (const { text, dimensions, auxiliary } of prompts) {
      const { things, relation } = parseToyboxPrompt(text)
      const names = things.map(({ shape }) => shape)
      if (dimensions.includes('object-class'))
        expect(auxiliary).toEqual({ object_class: { object: names[0] } })
      if (dimensions.includes('multiple-objects'))
        expect(auxiliary).toEqual({ multiple_objects: { object: names.join(' and ') } })
      if (dimensions.includes('color')) expect(auxiliary).toEqual({ color: { color: things[0]!.color } })
      if (dimensions.includes('spatial-relationship')) {
        const asked = { object_a: names[0], object_b: names[1], relationship: relation }
        expect(auxiliary).toEqual({ spatial_relationship: { spatial_relationship: asked } })
      }
      if (dimensions.includes('temporal-flickering')) expect(text).toMatch(/^In a still frame, /)
      if (dimensions.includes('dynamic-degree'))
        expect(things.every(({ motion }) => motion.kind !== 'still')).toBe(true)
    }
  })
})

describeShared('the toybox prompts and the official list', () => {
  test('share no sentence, and the rows have the same form', () => {
    const official = JSON.parse(readFileSync(sharedPath('data/VBench_full_info.json'), 'utf8')) as {
      prompt_en: string
      dimension: string[]
      auxiliary_info?: unknown
    }[]
    const texts = new Set(official.map(({ prompt_en }) => prompt_en.toLowerCase()))
    expect(prompts.filter(({ text }) => texts.has(text.toLowerCase()))).toEqual([])
    for (const key of ['object_class', 'multiple_objects', 'color', 'spatial_relationship']) {
      const formOf = (rows: readonly unknown[]) => {
        const row = (rows as typeof official).find(({ dimension }) => dimension.includes(key))!
        return JSON.stringify(row.auxiliary_info, (_, value) => (typeof value === 'string' ? 'text' : value))
      }
      expect(formOf(toyboxRows)).toBe(formOf(official))
    }
  })
})
