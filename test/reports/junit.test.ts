import { describe, expect, test } from 'vitest'
import { junit } from '../../reports/junit.ts'
import { madeUpResult } from '../support/run-result.ts'

const context = { runPath: '..', version: '0', allowPartial: false }
const xmlOf = async (result = madeUpResult()) =>
  (await junit.files(result, context))[0] as { content: string }

test('one case for each gate and each failed item', async () => {
  const result = madeUpResult()
  result.failures.push({ ...result.failures[0]!, stage: 'score', dimension: 'color' })
  const { content } = await xmlOf(result)
  const failedItems = new Set(result.failures.map(({ itemId }) => itemId)).size
  expect(content.match(/<testcase /g)).toHaveLength(result.gates.length + failedItems)
  expect(content).toContain(`tests="${result.gates.length + failedItems}"`)
})

test('verdicts: an error gate fails, a warning does not, an inconclusive one is skipped', async () => {
  const result = madeUpResult({ failEvery: 0 })
  result.gates = [
    { id: 'a', level: 'error', verdict: 'fail', message: 'm' },
    { id: 'b', level: 'warn', verdict: 'fail', message: 'm' },
    { id: 'c', level: 'error', verdict: 'inconclusive', message: 'm' },
    { id: 'd', level: 'error', verdict: 'pass', message: 'm' },
  ]
  const { content } = await xmlOf(result)
  expect(content).toMatch(/name="a"[^>]*><failure type="gate-fail" message="m">/)
  expect(content).toMatch(/name="b"[^>]*><skipped message="warning: m"\/>/)
  expect(content).toMatch(/name="c"[^>]*><skipped message="m"\/>/)
  expect(content).toMatch(/name="d"[^>]*><system-out>m<\/system-out>/)
  expect(content).toContain('tests="4" failures="1" errors="0" skipped="2"')
})

describe('hostile text', () => {
  // Control characters, a lone surrogate, a non-character, the end of CDATA, quotes and markup.
  const text = 'a\u0000b\u0008c\u001bd\ud800e\uffffg ]]> <x y="1">&amp; \'q\' \n\t z'
  const result = madeUpResult({ models: [text], failEvery: 1 })
  result.failures = result.failures.map((failure) => ({
    ...failure,
    problem: { code: text, message: text, remedy: text },
  }))

  test('only characters of XML 1.0 remain, and none that opens markup', async () => {
    const { content } = await xmlOf(result)
    expect(content).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)
    expect(content).not.toContain('<x')
    expect(content).not.toContain(']]>')
  })
})
