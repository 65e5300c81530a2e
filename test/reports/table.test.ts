import { beforeAll, describe, expect, test } from 'vitest'
import { runResultSchema } from '../../bench/records/run-result.ts'
import type { ReportContext, ReportFile } from '../../reports/contract.ts'
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

describe('all formats', { timeout: 60_000 }, () => {
  const before = structuredClone(result)
  const filesOf = (id: ReportId) => Promise.resolve(reportFormats[id].files(result, context))
  const made = new Map<ReportId, readonly ReportFile[]>()
  beforeAll(async () => {
    for (const id of reportIds) made.set(id, await filesOf(id))
  }, 60_000)

  test.each(reportIds)(
    '%s is a pure function: the same bytes again, and the result is left alone',
    async (id) => {
      expect(made.get(id)!.length).toBeGreaterThan(0)
      const again = await filesOf(id)
      expect(again.every(({ content }, index) => same(content, made.get(id)![index]!.content))).toBe(true)
      expect(result).toEqual(before)
    },
  )

  test('file names are plain names, different within and across formats', () => {
    const names = [...made.values()].flat().map(({ name }) => name)
    for (const name of names) expect(name).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u)
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
  })
})

const same = (a: string | Uint8Array, b: string | Uint8Array) => Buffer.from(a).equals(Buffer.from(b))

test('json reads back as the result', async () => {
  const [file] = await reportFormats.json.files(result, context)
  expect(runResultSchema.parse(JSON.parse(file!.content as string))).toEqual(result)
})
