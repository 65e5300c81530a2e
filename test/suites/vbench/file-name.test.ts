import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileName } from '../../../suites/vbench/file-name.ts'

const named = (text: string, index = 0) => fileName({ text }, index)

describe('fileName', () => {
  test('keeps the exact prompt: dots, accents, case and spaces', () => {
    expect(named('A cat, on a façade.', 24)).toBe('A cat, on a façade.-24.mp4')
    expect(named('a-cat-3', 4)).toBe('a-cat-3-4.mp4')
    expect(named(' What? "yes": 100%')).toBe(' What? "yes": 100%-0.mp4')
  })

  test('a prompt with a separator or a NUL keeps its beginning and gets a hash', () => {
    expect(named('../../etc/passwd')).toMatch(/^\.\._\.\._etc_passwd~[0-9a-f]{16}-0\.mp4$/)
    expect(named('..\\up')).toMatch(/^\.\._up~[0-9a-f]{16}-0\.mp4$/)
    expect(named('a\u0000b')).toMatch(/^a_b~[0-9a-f]{16}-0\.mp4$/)
    expect(named('a/b')).not.toBe(named('a_b'))
    expect(named('a/b').split('~')[1]).not.toBe(named('a\\b').split('~')[1])
  })

  test('a prompt of 246 bytes is exact and one of 247 is cut, whatever the index', () => {
    expect(named('x'.repeat(246))).toBe(`${'x'.repeat(246)}-0.mp4`)
    for (const index of [0, 9999]) {
      expect(Buffer.byteLength(named('x'.repeat(247), index))).toBeLessThanOrEqual(255)
      expect(named('x'.repeat(247), index)).toMatch(/^x+~[0-9a-f]{16}-/)
    }
  })

  test('a long prompt is cut between characters, never inside one', () => {
    expect(named('é😀'.repeat(60))).toMatch(/^(é😀)+é?~[0-9a-f]{16}-0\.mp4$/u)
  })

  test('every name is one path component of at most 255 bytes, and different texts have different names', () => {
    const texts = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 400 }), { minLength: 2 })
    fc.assert(
      fc.property(texts, fc.nat(9999), (list, index) => {
        const names = list.map((text) => named(text, index))
        for (const name of names) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
          expect(name).not.toMatch(/[/\\]/)
          expect(name).not.toContain('\u0000')
          expect(Buffer.from(name).toString()).toBe(name)
        }
        expect(new Set(names).size).toBe(list.length)
      }),
      { seed: 1 },
    )
  })
})
