import { expect, test } from 'vitest'
import type { RunResult } from '../../bench/records/run-result.ts'
import { csv } from '../../reports/csv.ts'
import { markdown } from '../../reports/markdown.ts'
import { publishedBeside, publishedDimension } from '../../reports/published.ts'
import { publishedOrder, publishedRows } from '../../reports/published-rows.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { madeUpResult } from '../support/run-result.ts'

const context = { runPath: '..', version: '0', allowPartial: false }
const official = () => madeUpResult({ official: true, failEvery: 0 })
const textOf = async (result: RunResult) =>
  [...(await csv.files(result, context)), ...(await markdown.files(result, context))]
    .map(({ name, content }) => `${name}\n${content}`)
    .join('\n')

test('every row of sixteen dimensions gives its own totals by VBench’s aggregation, within their rounding', () => {
  const whole = publishedRows.filter(({ dimensions }) => dimensions !== null)
  expect(whole.length).toBeGreaterThan(5)
  for (const row of whole) {
    expect(row.dimensions).toHaveLength(16)
    const values = Object.fromEntries(publishedOrder.map((id) => [id, publishedDimension(row, id)! / 100]))
    const totals = vbench.totals(values)
    for (const name of ['total', 'quality', 'semantic'] as const) {
      expect(Math.abs(totals[name]!.value! * 100 - row[name]!), `${row.model} ${name}`).toBeLessThan(0.02)
    }
  }
})

test('shown beside VBench’s own numbers, with source, and contradictions are not hidden', async () => {
  const text = await textOf(official())
  expect(text).toContain('published.csv')
  expect(text).toContain('not measured here')
  expect(text).toContain('Open-Sora 2.0 has three published totals')
  for (const total of ['84.34', '81.71', '83.6']) expect(text).toContain(total)
  expect(text).toContain('78.6')
  expect(text).toContain('arXiv:2503.09642')
})

const others: [string, RunResult][] = [
  ['another profile', madeUpResult()],
  ['the long protocol', { ...official(), protocol: 'vbench-long' }],
  ['prompts of one’s own', { ...official(), protocol: 'custom' }],
  [
    'networks of one’s own',
    { ...official(), profile: { id: 'official', title: 'x', notice: 'networks of your own' } },
  ],
]
test.each(others)('never beside %s', async (_name, result) => {
  expect(publishedBeside(result)).toEqual([])
  expect(await textOf(result)).not.toContain('84.34')
})
