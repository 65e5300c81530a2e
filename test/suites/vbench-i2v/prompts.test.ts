import { describe, expect, test } from 'vitest'
import type { BenchError } from '../../../bench/errors.ts'
import { promptSchema } from '../../../bench/records/plan.ts'
import { vbenchI2v } from '../../../suites/vbench-i2v/index.ts'
import { parsePrompts } from '../../../suites/vbench-i2v/prompts.ts'

const row = (prompt_en: string, dimension: string[], image_name = 'a picture.jpg', rest = {}) => ({
  ...{ prompt_en, dimension, image_name },
  ...rest,
})
const parse = (rows: unknown) => parsePrompts(JSON.stringify(rows), 'list.json')

function fault(rows: unknown): string {
  try {
    parse(rows)
  } catch (thrown) {
    expect((thrown as BenchError).problem.code).toBe('PROMPTS_INVALID')
    return (thrown as BenchError).message
  }
  throw new Error('expected an error')
}

describe('rows of VBench-I2V', () => {
  test('become prompts with a picture; temporal flickering is no part of the suite', () => {
    const prompts = parse([
      row('a boat', ['i2v_subject', 'temporal_flickering', 'subject_consistency'], 'a boat.jpg', {
        image_type: 'transportation',
      }),
      row('a boat, camera static', ['camera_motion'], 'a boat.jpg'),
    ])
    expect(prompts).toEqual([
      {
        ...{ id: '0000', text: 'a boat', image: 'a boat.jpg' },
        dimensions: ['subject-consistency', 'i2v-subject'],
      },
      { id: '0001', text: 'a boat, camera static', image: 'a boat.jpg', dimensions: ['camera-motion'] },
    ])
    for (const prompt of prompts) expect(promptSchema.parse(prompt)).toEqual(prompt)
    expect(prompts.map(vbenchI2v.samplesOf)).toEqual([5, 5])
    expect(vbenchI2v.fileName(prompts[1]!, 4)).toBe('a boat, camera static-4.mp4')
  })

  test('with one text are one prompt, which has one picture', () => {
    const [prompt, ...others] = parse([row('a boat', ['i2v_subject']), row('a boat', ['camera_motion'])])
    expect(others).toEqual([])
    expect(prompt!.dimensions).toEqual(['camera-motion', 'i2v-subject'])
    expect(fault([row('a boat', ['i2v_subject']), row('a boat', ['camera_motion'], 'other.jpg')])).toContain(
      'row 2: image_name differs from row 1',
    )
  })

  test.each([
    '../boat.jpg',
    '/etc/boat.jpg',
    'a\\b.jpg',
    'c:boat.jpg',
    '.jpg',
    '..',
    'boat',
    'boat.gif',
    'boat.jpg\0.png',
    'a\nb.jpg',
    '',
    `${'x'.repeat(255)}.jpg`,
  ])('refuse the picture name %j', (name) => {
    expect(fault([row('a boat', ['i2v_subject'], name)])).toContain('row 1: image_name')
  })

  test("refuse rows of VBench's own list, and dimensions that the suite does not have", () => {
    expect(fault([{ prompt_en: 'a boat', dimension: ['subject_consistency'] }])).toContain('image_name')
    expect(fault([row('a boat', ['scene'])])).toContain('row 1: dimension.0')
    expect(fault([row('a boat', [])])).toContain('row 1: dimension')
  })
})

test('clips of any length belong to one protocol', () => {
  expect([1, 5, 60].map(vbenchI2v.protocolOf)).toEqual(['vbench-i2v', 'vbench-i2v', 'vbench-i2v'])
})
