import { expect, test } from 'vitest'
import { oneLine, safeFileName, truncate } from '../../reports/text.ts'

test('one line: control, direction and line characters become spaces, the rest stays', () => {
  expect(oneLine('a\u0000\u001b[31mb\r\nc\u2028d\u202ee\ufefff ç 模 👩‍🚀')).toBe('a [31mb c d e f ç 模 👩‍🚀')
})

test('a cut never splits a surrogate pair', () => {
  expect(truncate('ab🎬cd', 4)).toBe('ab…')
  expect(truncate('abcd', 4)).toBe('abcd')
})

test.each([
  ['Open-Sora 2.0', 'Open-Sora-2.0'],
  ['../../etc/passwd', 'etc-passwd'],
  ['.hidden', 'hidden'],
  ['C:\\x', 'C-x'],
  ['***', 'model'],
  ['', 'model'],
  ['模型', '模型'],
])('%j as a file name is %j', (label, name) => {
  expect(safeFileName(label)).toBe(name)
})
