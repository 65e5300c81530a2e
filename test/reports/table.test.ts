import { describe, expect, test } from 'vitest'
import { runResultSchema } from '../../bench/records/run-result.ts'
import type { ReportContext } from '../../reports/contract.ts'
import { type ReportId, reportFormats, reportIds } from '../../reports/table.ts'
import { terminalTable } from '../../reports/terminal.ts'
import { madeUpResult } from '../support/run-result.ts'

const context: ReportContext = { runPath: '..', version: '0.1.0', allowPartial: true }

// Prompts and labels that each format has to take as text and nothing else.
const result = madeUpResult({
  models: ['toybox', '=cmd|"calc"', 'Łódź 模型'],
  prompts: [
    'a red circle, moving left',
    '=HYPERLINK("http://example.org","click")',
    '<script>alert(1)</script> & "quotes" | pipe `code` *bold* @team ]]> \u0007bell',
    'ç café 🎬 模型.',
  ],
  samples: 1,
  failEvery: 5,
})

test('the made-up result is a RunResult', () => {
  expect(runResultSchema.parse(result)).toEqual(result)
})

describe('golden files', () => {
  const golden: ReportId[] = ['csv', 'junit', 'markdown', 'vbench-results']
  test.each(golden)('%s', async (id) => {
    for (const { name, content } of await reportFormats[id].files(result, context)) {
      await expect(content).toMatchFileSnapshot(`../golden/reports/${name}`)
    }
  })

  test('terminal', async () => {
    const plain = terminalTable(result, { color: false, width: 120 })
    await expect(plain).toMatchFileSnapshot('../golden/reports/terminal.txt')
  })
})

test('every format is a pure function: same result, same bytes, and the result is left alone', async () => {
  const before = structuredClone(result)
  for (const id of reportIds) {
    const first = await reportFormats[id].files(result, context)
    const second = await reportFormats[id].files(result, context)
    expect(second, id).toEqual(first)
    expect(first.length, id).toBeGreaterThan(0)
  }
  expect(result).toEqual(before)
})

test('file names are plain names, different within and across formats', async () => {
  const names = (await Promise.all(reportIds.map((id) => reportFormats[id].files(result, context))))
    .flat()
    .map(({ name }) => name)
  for (const name of names) expect(name).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u)
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
})

test('json reads back as the result', async () => {
  const [file] = await reportFormats.json.files(result, context)
  expect(runResultSchema.parse(JSON.parse(file!.content as string))).toEqual(result)
})
