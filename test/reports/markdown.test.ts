import { expect, test } from 'vitest'
import { markdown } from '../../reports/markdown.ts'
import { madeUpResult } from '../support/run-result.ts'

const context = { runPath: '..', version: '0', allowPartial: false }
const textOf = async (result = madeUpResult()) =>
  (await markdown.files(result, context))[0]!.content as string

test('any result stays under 200 KB, and what is left out is counted', async () => {
  const long = 'an endless story '.repeat(2000)
  const result = madeUpResult({
    models: Array.from({ length: 40 }, (_, index) => `model ${index} ${long}`),
    prompts: Array.from({ length: 50 }, (_, index) => `${index} ${long}`),
    samples: 1,
    failEvery: 1,
  })
  result.failures = result.failures.map((failure) => ({
    ...failure,
    problem: { code: 'X', message: long, remedy: long },
  }))
  const text = await textOf(result)
  expect(Buffer.byteLength(text)).toBeLessThan(200_000)
  expect(text).toMatch(/… and \d+ more failures\./)
})

test('a label of tens of thousands of models does not break the limit', async () => {
  const result = madeUpResult({
    models: Array.from({ length: 300 }, (_, index) => `m${index}`),
    prompts: ['p'],
  })
  expect(Buffer.byteLength(await textOf(result))).toBeLessThan(200_000)
})

test('text from outside is shown as it is: no markup, no links, no mentions, no new rows', async () => {
  const hostile =
    '<img src=x onerror=alert(1)> [a](http://e.org) | `x` **b** @team www.e.org #1 $x$ ![i](u)\n| new | row |'
  const result = madeUpResult({ models: [hostile] })
  const text = await textOf(result)
  expect(text).not.toMatch(/<img/)
  expect(text).not.toMatch(/http:\/\//)
  expect(text).not.toMatch(/(?<!&#64;|[\w&])@team/)
  expect(text).not.toMatch(/www\.e/)
  expect(text).not.toMatch(/(?<!\\)\]\(/)
  expect(text).not.toMatch(/^\| new \|/m)
})

test('a null total says what it lacks', async () => {
  expect(await textOf()).toContain('— (needs aesthetic quality and 6 more dimensions)')
})

test('tables have as many cells in every row as in the head', async () => {
  const result = madeUpResult({ models: ['a|b', 'c'] })
  for (const block of (await textOf(result)).split('\n\n').filter((each) => each.startsWith('|'))) {
    const widths = block.split('\n').map((row) => row.split(/(?<!\\)\|/).length)
    expect(new Set(widths).size).toBe(1)
  }
})
