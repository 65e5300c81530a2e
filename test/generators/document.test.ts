import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { videoSuffixes } from '../../bench/generators/recorded/file-name.ts'
import { generators } from '../../bench/generators/table.ts'
import { degradations } from '../../bench/generators/toybox/degrade.ts'
import { motions, relations, sizes, textures } from '../../bench/generators/toybox/words.ts'
import { toyboxColors, toyboxShapes } from '../../bench/records/toybox-vocabulary.ts'

const text = readFileSync(new URL('../../docs/new-generators.md', import.meta.url), 'utf8')
const part = (heading: string) => text.split('\n## ').find((section) => section.startsWith(heading)) ?? ''

describe('docs/new-generators.md', () => {
  test.each(Object.keys(generators))('has a section for %s with all its options', (kind) => {
    const { options } = generators[kind as keyof typeof generators]
    const section = part(`\`${kind}\``)
    expect(section).not.toBe('')
    for (const name of Object.keys((options as unknown as z.ZodObject).shape))
      expect(section).toContain(`\`${name}\``)
  })

  test('every option of every kind has a description for the help', () => {
    for (const { options } of Object.values(generators)) {
      for (const member of Object.values((options as unknown as z.ZodObject).shape)) {
        expect((member as z.ZodType).description).toMatch(/\.$/)
      }
    }
  })

  test('names every word of the toybox world', () => {
    const grammar = /```\nprompt {5}=[^`]*```/.exec(text)![0]
    const words = [...toyboxColors, ...toyboxShapes, ...textures, ...Object.keys(sizes)]
    for (const word of [...words, ...relations.map(([phrase]) => phrase)])
      expect(grammar).toMatch(new RegExp(`\\b${word}\\b`))
    for (const [phrase] of motions) {
      for (const word of phrase.split(' ')) expect(grammar).toContain(word)
    }
    for (const kind of degradations) expect(part('`toybox`')).toContain(`| \`${kind}\` |`)
  })

  test('names every video suffix', () => {
    for (const suffix of videoSuffixes) expect(part('`recorded`')).toContain(`\`${suffix}\``)
  })
})
