import { describe, expect, test } from 'vitest'
import { terminalTable } from '../../reports/terminal.ts'
import { displayWidth, truncateToWidth } from '../../reports/terminal-text.ts'
import { madeUpResult } from '../support/run-result.ts'

const escapeCharacter = String.fromCharCode(27)

test('no line is wider than the terminal, with and without colour', () => {
  const result = madeUpResult({ models: ['模型'.repeat(20), 'b'] })
  for (const width of [40, 80, 120]) {
    for (const color of [false, true]) {
      for (const line of terminalTable(result, { color, width }).split('\n')) {
        expect(displayWidth(line)).toBeLessThanOrEqual(width)
      }
    }
  }
})

test('without colour there is no escape sequence; with it, the same text', () => {
  const result = madeUpResult()
  const plain = terminalTable(result, { color: false, width: 200 })
  const coloured = terminalTable(result, { color: true, width: 200 })
  expect(plain).not.toContain(escapeCharacter)
  expect(coloured.replaceAll(new RegExp(`${escapeCharacter}\\[\\d+m`, 'g'), '')).toBe(plain)
})

test('a stranger’s text can’t drive the terminal', () => {
  const hostile = `${escapeCharacter}]0;owned\u0007${escapeCharacter}[2J\r\n\u009b31mred\u202e`
  const result = madeUpResult({ models: [hostile], prompts: [hostile] })
  const text = terminalTable({ ...result, suite: { id: 'x', title: hostile } }, { color: false, width: 200 })
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u)
})

test('each reason stands once, by number', () => {
  const text = terminalTable(madeUpResult({ models: ['a', 'b'] }), { color: false, width: 200 })
  expect(text.match(/has no backbone/g)).toHaveLength(1)
  expect(text.match(/not scored \[1\]/g)!.length).toBe(14)
})

test.each([
  ['vbench', /^Protocol vbench: clips shorter than 5 s/m],
  ['vbench-long', /^Protocol vbench-long: clips of 5 s or more, cut into segments/m],
] as const)('the protocol %s is named', (protocol, line) => {
  expect(terminalTable({ ...madeUpResult(), protocol }, { color: false, width: 200 })).toMatch(line)
})

test('prompts of one’s own name no protocol', () => {
  const text = terminalTable({ ...madeUpResult(), protocol: 'custom' }, { color: false, width: 200 })
  expect(text).not.toContain('Protocol')
})

describe('widths', () => {
  test.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['模型', 4],
    ['🎬', 2],
    ['👩‍🚀', 2],
    [`${escapeCharacter}[31mred${escapeCharacter}[0m`, 3],
  ])('%j takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })

  test('a cut keeps whole characters and ends the colour', () => {
    expect(truncateToWidth('模型模型', 5)).toBe('模型…')
    expect(truncateToWidth(`${escapeCharacter}[31mabcdef${escapeCharacter}[0m`, 4)).toBe(
      `${escapeCharacter}[31mabc…${escapeCharacter}[0m`,
    )
    expect(truncateToWidth('abc', 3)).toBe('abc')
  })
})
