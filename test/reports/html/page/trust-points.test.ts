import { expect, test } from 'vitest'
import { trustPoints } from '../../../../reports/html/page/trust-points.ts'
import { pageData } from '../../../../reports/html/page-data.ts'
import { type MadeUpRun, madeUpResult } from '../../../support/run-result.ts'

const context = { runPath: '..', version: '0', allowPartial: false }
const points = (options: MadeUpRun) =>
  new Map(trustPoints(pageData(madeUpResult(options), context)).map(({ title, text }) => [title, text]))

test('a profile that is not VBench says so', () => {
  expect(points({}).get('What was measured')).toContain('Not VBench')
  expect(points({ official: true }).get('What was measured')).toContain(
    'The backbones that VBench itself uses',
  )
})

test('missing clips are named, with the least covered dimension', () => {
  expect(points({ failEvery: 7 }).get('Coverage')).toContain('toybox has 14/16 clips; least covered: ')
  expect(points({ failEvery: 0 }).get('Coverage')).toContain('Every planned clip exists')
})

test('a dimension on few prompts is named with their number', () => {
  expect(points({}).get('Few prompts')).toContain('temporal flickering (2)')
  const many = Array.from({ length: 90 }, (_, index) => `p${index}`)
  expect(points({ prompts: many, samples: 1, failEvery: 0 }).has('Few prompts')).toBe(false)
})

test('totals that are empty are explained', () => {
  expect(points({}).get('Totals')).toContain('never counted as zero')
  expect(points({ official: true, failEvery: 0 }).get('Totals')).not.toContain('never counted as zero')
})
