import { expect, test } from 'vitest'
import { Float, pythonJson } from '../../reports/python-json.ts'

// Left: value; right: `repr(value)` of CPython 3.11.
test.each([
  [1, '1.0'],
  [0, '0.0'],
  [-0, '-0.0'],
  [0.1, '0.1'],
  [-2.5, '-2.5'],
  [100, '100.0'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [0.000012345, '1.2345e-05'],
  [1e-10, '1e-10'],
  [5e-324, '5e-324'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [123456789012345680, '1.2345678901234568e+17'],
  [1e22, '1e+22'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [0.9987161138057709, '0.9987161138057709'],
  [63.271484375, '63.271484375'],
])('a float is written as Python writes it: %d', (value, text) => {
  expect(pythonJson(new Float(value))).toBe(text)
})

test('integers, booleans, null and text keep their kind; text is ASCII', () => {
  expect(pythonJson({ n: 3, b: true, z: null, t: 'ç "q" 🎬 \u007f' })).toBe(
    '{\n    "n": 3,\n    "b": true,\n    "z": null,\n    "t": "\\u00e7 \\"q\\" \\ud83c\\udfac \\u007f"\n}',
  )
})

test('empty lists and objects take no lines', () => {
  expect(pythonJson({ a: [], b: {} })).toBe('{\n    "a": [],\n    "b": {}\n}')
})

test('NaN has no place', () => {
  expect(() => new Float(Number.NaN)).toThrow(RangeError)
})
