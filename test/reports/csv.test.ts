import { expect, test } from 'vitest'
import { csv } from '../../reports/csv.ts'
import { madeUpResult } from '../support/run-result.ts'

const context = { runPath: '..', version: '0', allowPartial: false }

async function rowsOf(name: string, result = madeUpResult()) {
  const file = (await csv.files(result, context)).find((each) => each.name === name)!
  return parse(file.content as string)
}

test('a missing value is an empty cell, never a zero', async () => {
  const rows = await rowsOf('dimensions.csv')
  const missing = rows.find((row) => row.metric === 'aesthetic-quality')!
  expect(missing).toMatchObject({ value: '', interval_low: '', normalised: '', coverage: '' })
  expect(missing.reason).toContain('no backbone')
  expect(rows.find((row) => row.metric === 'total')!.value).toBe('')
})

test('every planned clip is in items.csv, those without a score once', async () => {
  const result = madeUpResult()
  const rows = await rowsOf('items.csv', result)
  expect(new Set(rows.map((row) => row.item_id))).toEqual(new Set(result.items.map(({ id }) => id)))
  const failed = result.items.find((item) => item.clip === null)!
  const own = rows.filter((row) => row.item_id === failed.id)
  expect(own).toHaveLength(1)
  expect(own[0]).toMatchObject({ status: 'missing', value: '', clip_path: '' })
})

test('numbers read back to the same double', async () => {
  const result = madeUpResult()
  const rows = await rowsOf('dimensions.csv', result)
  for (const dimension of result.models[0]!.dimensions) {
    const cell = rows.find((row) => row.metric === dimension.id)!.value!
    expect(cell === '' ? null : Number(cell)).toBe(dimension.value)
  }
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1'])(
  'text %j is not a formula',
  async (prompt) => {
    const rows = await rowsOf('items.csv', madeUpResult({ prompts: [prompt], samples: 1 }))
    expect(rows[0]!.prompt).toBe(`'${prompt}`)
  },
)

test('a negative number stays a number', async () => {
  const result = madeUpResult()
  result.models[0]!.dimensions[0]!.normalised = -0.25
  expect((await rowsOf('dimensions.csv', result))[0]!.normalised).toBe('-0.25')
})

/** RFC 4180, so that the test does not trust the library that it tests. */
function parse(text: string): Record<string, string>[] {
  const rows: string[][] = [[]]
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y
  while (cell.lastIndex < text.length) {
    const [, raw = '', end = ''] = cell.exec(text)!
    rows.at(-1)!.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw)
    if (end !== ',' && cell.lastIndex < text.length) rows.push([])
  }
  const [head, ...body] = rows
  return body.map((row) => {
    expect(row).toHaveLength(head!.length)
    return Object.fromEntries(head!.map((name, index) => [name, row[index]!]))
  })
}
