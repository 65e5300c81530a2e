import { describe, expect, test } from 'vitest'
import type { PreferenceResult } from '../../../bench/records/preference-result.ts'
import { preferenceResultSchema } from '../../../bench/records/preference-result.ts'
import { preferenceFormats } from '../../../reports/preference/table.ts'
import { rating, sampleResult } from './sample-result.ts'

const context = { runPath: '..', version: '0.1.0' }
const result = sampleResult()
const hidden = sampleResult({}, false)
const rated = sampleResult(rating)

async function textOf(format: keyof typeof preferenceFormats, name: string, of: PreferenceResult = result) {
  const files = await preferenceFormats[format].files(of, context)
  return String(files.find((file) => file.name === name)!.content)
}
const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(','))

test('the samples are results', () => {
  for (const sample of [result, hidden, rated]) expect(preferenceResultSchema.parse(sample)).toEqual(sample)
})

describe.each(Object.keys(preferenceFormats) as (keyof typeof preferenceFormats)[])('%s', (format) => {
  test('gives the same bytes for the same result', async () => {
    const once = await preferenceFormats[format].files(result, context)
    expect(await preferenceFormats[format].files(structuredClone(result), context)).toEqual(once)
  })

  test('tells nothing of who is preferred while the results are hidden', async () => {
    for (const { name, content } of await preferenceFormats[format].files(hidden, context)) {
      if (typeof content !== 'string' || name === 'index.html') continue
      expect(content).not.toMatch(/log worth","|a_wins":|"strength"/)
    }
    expect(hidden.questions).toEqual([])
  })

  test('says ratings as well', async () => {
    const files = await preferenceFormats[format].files(rated, context)
    expect(files.every(({ content }) => content.length > 0)).toBe(true)
  })
})

describe('csv', () => {
  test('has every pair of every question without and with the excluded raters, and no formula', async () => {
    const text = await textOf('csv', 'pairs.csv')
    const [head, ...body] = rows(text)
    expect(body).toHaveLength(3 * 3 * 2)
    expect(new Set(body.map((row) => row[head!.indexOf('raters')]))).toEqual(new Set(['kept', 'all']))
    expect(text).toContain("'=SUM(A1)")
    expect(text).not.toMatch(/(^|,)=SUM/m)
  })

  test('agrees with the result', async () => {
    const [head, ...body] = rows(await textOf('csv', 'pairs.csv'))
    const { kept } = result.questions[0]!
    if (kept.kind !== 'comparison') throw new Error('a comparison was expected')
    const column = (name: string) => Number(body[0]![head!.indexOf(name)])
    const [pair] = kept.pairs
    expect([column('a_wins'), column('ties'), column('judged')]).toEqual([
      pair!.counts.a,
      pair!.counts.tie,
      pair!.judged,
    ])
    expect(column('score_low')).toBe(pair!.score.interval!.low)
  })

  test('of ratings has the differences', async () => {
    const [head, ...body] = rows(await textOf('csv', 'pairs.csv', rated))
    expect(body).toHaveLength(2 * 3 * 2)
    expect(Number(body[0]![head!.indexOf('difference')])).not.toBeNaN()
    expect(body[0]![head!.indexOf('a_wins')]).toBe('')
  })
})

describe('markdown', () => {
  test('has gates, ranks, pairs and raters, and escapes what comes from outside', async () => {
    const text = await textOf('markdown', 'summary.md')
    for (const heading of ['### Gates', '### Visual quality', '### Raters', 'Votes needed', 'Krippendorff']) {
      expect(text).toContain(heading)
    }
    expect(text).not.toContain('<img')
    expect(text).toContain('With excluded raters')
  })

  test('says when the results are hidden', async () => {
    expect(await textOf('markdown', 'summary.md', hidden)).toContain('The results are hidden')
  })
})

describe('junit', () => {
  test('has a case for each gate and one for the progress', async () => {
    const text = await textOf('junit', 'junit.xml')
    expect(text.match(/<testcase /g)).toHaveLength(result.gates.length + 1)
    expect(text).not.toContain('<img')
  })
})

describe('png', () => {
  test('draws win rates and a ranking, of ratings the ranking alone, and nothing while results are hidden', async () => {
    const names = async (of: PreferenceResult) =>
      (await preferenceFormats.png.files(of, context)).map(({ name }) => name)
    expect(await names(result)).toEqual(['win-rates.png', 'ranking.png'])
    expect(await names(rated)).toEqual(['ranking.png'])
    expect(await names(hidden)).toEqual([])
    for (const { content } of await preferenceFormats.png.files(result, context)) {
      expect(
        Buffer.from(content as Uint8Array)
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG')
    }
  })
})

describe('html', () => {
  test('allows no script but its own, and no markup from outside', async () => {
    const text = await textOf('html', 'index.html')
    expect(text).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/)
    expect(text).not.toContain('<img src=x')
    expect(text.match(/<script/g)).toHaveLength(2)
  })
})
