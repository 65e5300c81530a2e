import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCsv } from '../../../bench/generators/recorded/csv.ts'

describe('CSV', () => {
  test('holds quoted separators, quotes and line breaks', () => {
    expect(parseCsv('file,prompt\r\na.mp4,"a ""red"" car, driving\nfast"\r\n')).toEqual([
      ['file', 'prompt'],
      ['a.mp4', 'a "red" car, driving\nfast'],
    ])
  })

  test('may end with or without a line break, and with an empty field', () => {
    expect(parseCsv('a,b\n1,2')).toEqual(parseCsv('a,b\n1,2\n'))
    expect(parseCsv('a,b\n1,')).toEqual([
      ['a', 'b'],
      ['1', ''],
    ])
    expect(parseCsv('a,b\n1,\n2,x')).toEqual([
      ['a', 'b'],
      ['1', ''],
      ['2', 'x'],
    ])
    expect(parseCsv('a,b\n\n1,2\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
    expect(parseCsv('')).toEqual([])
  })

  test.each([';', '\t'])('may be separated by %j', (separator) => {
    expect(parseCsv(`file${separator}prompt\na${separator}b, c\n`)).toEqual([
      ['file', 'prompt'],
      ['a', 'b, c'],
    ])
  })

  test('names the line of a quote that does not end or of text behind one', () => {
    expect(() => parseCsv('a,b\n"1,2\n')).toThrow('line 2: a quoted field does not end')
    expect(() => parseCsv('a,b\n"1"x,2\n')).toThrow('line 2: found "x" after a quoted field')
  })

  test('reads back what a CSV library writes', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r\n', 'ç', ';') })
    const rows = fc.array(fc.tuple(fc.string({ unit: fc.constantFrom('x', '"', ','), minLength: 1 }), cell), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(rows, (body) => {
        const table = [['file', 'prompt'], ...body]
        expect(parseCsv(stringify(table, { quoted: true }))).toEqual(table)
        expect(parseCsv(stringify(table))).toEqual(table)
      }),
      { numRuns: 300, seed: 1 },
    )
  })
})
