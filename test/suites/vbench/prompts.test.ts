import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BenchError } from '../../../bench/errors.ts'
import { vbenchDimensionIds } from '../../../bench/records/dimension.ts'
import { promptSchema } from '../../../bench/records/plan.ts'
import { promptLimits } from '../../../suites/prompt-list.ts'
import { fileName } from '../../../suites/vbench/file-name.ts'
import { parsePrompts } from '../../../suites/vbench/prompts.ts'
import { samplesOf } from '../../../suites/vbench/samples.ts'
import { selectTier } from '../../../suites/vbench/tier.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'

const parse = (rows: unknown) => parsePrompts(JSON.stringify(rows), 'list.json')
const row = (text: string, dimension: string[] = ['subject_consistency'], auxiliary_info?: unknown) => ({
  prompt_en: text,
  dimension,
  ...(auxiliary_info !== undefined && { auxiliary_info }),
})

/** The message of the error that parsing throws. */
function fault(content: unknown): string {
  try {
    parsePrompts(typeof content === 'string' ? content : JSON.stringify(content), 'list.json')
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BenchError)
    expect((thrown as BenchError).problem.code).toBe('PROMPTS_INVALID')
    expect((thrown as BenchError).exitCode).toBe(2)
    return (thrown as BenchError).message
  }
  throw new Error('expected an error')
}

describeShared("VBench's own list", () => {
  const content = readFileSync(sharedPath('data/VBench_full_info.json'), 'utf8')
  const prompts = parsePrompts(content, 'VBench_full_info.json')

  test('has 944 prompts from 946 rows, each the row that its id names', () => {
    const rows = JSON.parse(content) as { prompt_en: string }[]
    expect(rows).toHaveLength(946)
    expect(prompts).toHaveLength(944)
    for (const prompt of prompts) expect(rows[Number(prompt.id)]!.prompt_en).toBe(prompt.text)
    expect(prompts[0]!.id).toBe('0000')
    expect(new Set(prompts.map(({ text }) => text)).size).toBe(944)
  })

  test('keeps every row of every dimension', () => {
    const counts = Object.fromEntries(
      vbenchDimensionIds.map((id) => [
        id,
        prompts.filter(({ dimensions }) => dimensions.includes(id)).length,
      ]),
    )
    expect(counts).toEqual({
      'subject-consistency': 72,
      'background-consistency': 86,
      'temporal-flickering': 75,
      'motion-smoothness': 72,
      'dynamic-degree': 72,
      'aesthetic-quality': 93,
      'imaging-quality': 93,
      'object-class': 79,
      'multiple-objects': 82,
      'human-action': 100,
      color: 85,
      'spatial-relationship': 84,
      scene: 86,
      'appearance-style': 90,
      'temporal-style': 100,
      'overall-consistency': 93,
    })
  })

  test('merges the two prompts that stand in two rows', () => {
    const merged = prompts.filter(({ dimensions }) => dimensions.length > 3)
    expect(merged).toHaveLength(2)
    for (const { dimensions, auxiliary } of merged) {
      expect(dimensions).toEqual([
        'aesthetic-quality',
        'imaging-quality',
        'appearance-style',
        'overall-consistency',
      ])
      expect(auxiliary).toHaveProperty('appearance_style')
    }
  })

  test('asks for 6,220 videos, 25 for each of the 75 temporal-flickering prompts', () => {
    expect(prompts.reduce((sum, prompt) => sum + samplesOf(prompt), 0)).toBe(6220)
    expect(prompts.filter((prompt) => samplesOf(prompt) === 25)).toHaveLength(75)
  })

  test('file names are the exact prompts, all different', () => {
    const names = prompts.map((prompt) => fileName(prompt, 4))
    expect(names).toEqual(prompts.map(({ text }) => `${text}-4.mp4`))
    expect(new Set(names).size).toBe(944)
    expect(names.filter((name) => name.endsWith('.-4.mp4'))).toHaveLength(46)
    expect(names.filter((name) => name.includes('ç'))).toHaveLength(1)
    // Two differ by case only, so a disk that ignores case can't hold the whole list.
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(943)
  })

  test('tiers are about 5 % and 25 %, one inside the other, with every dimension in each', () => {
    const pr = selectTier(prompts, 'pr')
    const nightly = selectTier(prompts, 'nightly')
    expect(selectTier(prompts, 'full')).toEqual(prompts)
    expect(pr.length / prompts.length).toBeGreaterThan(0.05)
    expect(pr.length / prompts.length).toBeLessThan(0.065)
    expect(nightly.length / prompts.length).toBeGreaterThan(0.25)
    expect(nightly.length / prompts.length).toBeLessThan(0.265)
    expect(pr.every((prompt) => nightly.includes(prompt))).toBe(true)
    for (const id of vbenchDimensionIds) {
      expect(pr.filter(({ dimensions }) => dimensions.includes(id)).length).toBeGreaterThanOrEqual(5)
    }
  })
})

describe('parsePrompts', () => {
  test('rows of one text become one prompt with the union, under the id of the first', () => {
    const prompts = parse([
      row('a cat'),
      row('a red hat', ['color'], { color: { color: 'red' } }),
      row('a cat', ['object_class', 'dynamic_degree'], { object_class: { object: 'cat' } }),
    ])
    expect(prompts).toEqual([
      {
        id: '0000',
        text: 'a cat',
        dimensions: ['subject-consistency', 'dynamic-degree', 'object-class'],
        auxiliary: { object_class: { object: 'cat' } },
      },
      { id: '0001', text: 'a red hat', dimensions: ['color'], auxiliary: { color: { color: 'red' } } },
    ])
  })

  test('texts that differ in case, Unicode form or trailing space stay apart', () => {
    expect(
      parse(['a cat', 'A cat', 'caf\u00e9', 'cafe\u0301', 'a cat '].map((text) => row(text))),
    ).toHaveLength(5)
  })

  test('a byte order mark is no fault', () => {
    expect(parsePrompts(`\uFEFF${JSON.stringify([row('a cat')])}`, 'list.json')).toHaveLength(1)
  })

  test.each([
    ['{', 'not JSON'],
    ['{}', 'found an object, expected an array'],
    ['null', 'found null, expected an array'],
    ['[]', 'found no rows'],
    [[row('a'), { dimension: ['color'] }], 'row 2: prompt_en:'],
    [[row('')], 'row 1: prompt_en:'],
    [[row('a', [])], 'row 1: dimension:'],
    [[row('a', ['subject_consistancy'])], 'row 1: dimension.0:'],
    [[{ ...row('a'), auxilary_info: {} }], 'auxilary_info'],
    [[row('a', ['color'])], 'row 1: auxiliary_info.color: the dimension color needs it'],
    [[row('a', ['color'], { colour: 'red' })], 'row 1: auxiliary_info: '],
    [[row('a', ['scene'], { scene: { scene: 'alley' } })], 'row 1: auxiliary_info.scene.scene:'],
    [[row('  ')], 'row 1: prompt_en: expected words'],
    [[row('a\nb')], 'control characters'],
    [[row('a\u0000b')], 'control characters'],
    ['[{"prompt_en": "\\ud800", "dimension": ["scene"]}]', 'well-formed'],
    [[row('x'.repeat(promptLimits.characters + 1))], 'row 1: prompt_en:'],
    [
      [row('a', ['color'], { color: { color: 'red' } }), row('a', ['color'], { color: { color: 'blue' } })],
      'row 2: auxiliary_info.color differs from row 1',
    ],
    [Array.from({ length: 9 }, () => 7), 'and 4 more'],
  ])('refuses %j', (content, expected) => {
    expect(fault(content)).toContain('list.json: ')
    expect(fault(content)).toContain(expected)
  })

  test('a list beyond the limits is refused before it is read', () => {
    expect(fault(' '.repeat(promptLimits.bytes + 1))).toContain('expected at most')
    expect(fault(`[${'0,'.repeat(promptLimits.rows)}0]`)).toContain('expected at most 100000')
  })

  test('keys such as __proto__ change nothing', () => {
    fault(
      '[{"prompt_en": "a", "dimension": ["color"], "auxiliary_info": {"__proto__": {"color": {"color": "red"}}}}]',
    )
    expect(({} as Record<string, unknown>).color).toBeUndefined()
  })

  test('any JSON gives prompts or the error, however deep', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const rows of [
          value,
          [value],
          [{ prompt_en: 'a', dimension: ['color'], auxiliary_info: value }],
        ])
          fault(rows)
      }),
      { seed: 1 },
    )
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    fault(deep)
    fault(`[{"prompt_en": "a", "dimension": ["color"], "auxiliary_info": ${deep}}]`)
    fault(`[{"prompt_en": "a", "dimension": ["color"], "auxiliary_info": {"scene": {"scene": ${deep}}}}]`)
  })

  test('any text of one line round-trips, and what comes out is a valid prompt', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1, unit: 'binary' }), { minLength: 1 }), (texts) => {
        const lines = texts.filter((text) => /\S/.test(text) && !/[\p{Cc}\p{Surrogate}]/u.test(text))
        fc.pre(lines.length > 0)
        const prompts = parse(lines.map((text) => row(text)))
        expect(prompts.map(({ text }) => text)).toEqual(lines)
        for (const prompt of prompts) expect(promptSchema.safeParse(prompt).success).toBe(true)
      }),
      { seed: 1 },
    )
  })
})
