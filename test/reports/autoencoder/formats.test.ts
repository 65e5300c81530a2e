import { expect, test } from 'vitest'
import type { AutoencoderResult } from '../../../bench/records/autoencoder-result.ts'
import {
  autoencoderReportFiles,
  autoencoderReportIds,
  autoencoderTerminalText,
  isAutoencoderReport,
} from '../../../reports/autoencoder/index.ts'
import { pareto } from '../../../reports/autoencoder/pareto.ts'
import { stageGroups } from '../../../reports/autoencoder/stage-groups.ts'
import { trustPoints } from '../../../reports/autoencoder/trust.ts'
import { displayWidth } from '../../../reports/terminal-text.ts'
import { madeUpAutoencoderResult } from './made-up-result.ts'

const context = { version: '0.1.0' }
const result = madeUpAutoencoderResult()

async function text(name: string, of: AutoencoderResult = result): Promise<string> {
  const files = await autoencoderReportFiles(of, context, ['html', 'json', 'csv', 'junit', 'markdown'])
  return String(files.find((file) => file.name === name)!.content)
}

test('every format makes its files, and the same result the same bytes', async () => {
  const [first, second] = [
    await autoencoderReportFiles(result, context, autoencoderReportIds),
    await autoencoderReportFiles(result, context, autoencoderReportIds),
  ]
  expect(first.map(({ name }) => name)).toEqual([
    'index.html',
    'result.json',
    'stages.csv',
    'speedups.csv',
    'projections.csv',
    'scaling.csv',
    'quality.csv',
    'claims.csv',
    'cost.csv',
    'stages.png',
    'scaling-pixels.png',
    'scaling-frames.png',
    'memory.png',
    'quality.png',
    'junit.xml',
    'summary.md',
  ])
  for (const [index, { name, content }] of first.entries()) {
    expect(Buffer.from(content).equals(Buffer.from(second[index]!.content)), name).toBe(true)
    expect(content.length, name).toBeGreaterThan(100)
  }
  expect(isAutoencoderReport('vbench-zip')).toBe(false)
})

test('the summary and the terminal text are as recorded', async () => {
  await expect(await text('summary.md')).toMatchFileSnapshot('../../golden/reports/autoencoder/summary.md')
  await expect(autoencoderTerminalText(result, { color: false, width: 120 })).toMatchFileSnapshot(
    '../../golden/reports/autoencoder/terminal.txt',
  )
  await expect(await text('junit.xml')).toMatchFileSnapshot('../../golden/reports/autoencoder/junit.xml')
})

test('CSV: kinds stand beside times, missing is empty, every row has every column', async () => {
  for (const name of ['stages', 'speedups', 'projections', 'scaling', 'quality', 'claims', 'cost']) {
    const lines = (await text(`${name}.csv`)).trimEnd().split('\n')
    expect(lines.length, name).toBeGreaterThan(1)
  }
  const stages = (await text('stages.csv')).trimEnd().split('\n')
  expect(stages[1]).toMatch(/^20260504-100000-autoencoder,4x8x8,256px-1:1,17,256,256,1280,text,composed,31,/)
  expect(stages.filter((line) => line.includes(',clip,composed,'))).toHaveLength(2)
  // not run: no number at all, and the reason
  expect(stages.find((line) => line.includes('768px-16:9,129,576,1024,76032,decode'))).toMatch(
    /,decode,,,,,,,,,[\d.e+]+,[\d.e+]+,,,,[\d.]+,It takes longer than the budget\.$/,
  )
  expect(await text('quality.csv')).toContain(',lpips,unscored,,,,,0,The file lpips-v0.1-alex.pth')
})

test('cells that a spreadsheet would run are text', async () => {
  const hostile = madeUpAutoencoderResult({ runId: '=1+1' })
  expect(await text('claims.csv', hostile)).toContain("'=1+1,speedup/768px")
})

test('lines of the terminal keep to its width', () => {
  const lines = autoencoderTerminalText(result, { color: true, width: 72 }).split('\n')
  expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(72)
})

test('bars of one group are held against the slowest; a projection never shares one with a measurement', () => {
  const groups = stageGroups(result)
  expect(groups.map(({ workload, hardware }) => [workload, hardware])).toEqual([
    ['256px 1:1, 16–17 frames', null],
    ['256px 1:1, 16–17 frames', '1 × H100 SXM5'],
    ['768px 16:9, 128–129 frames', '1 × H100 SXM5'],
  ])
  for (const { bars, hardware } of groups) {
    expect(Math.max(...bars.map(({ share }) => share))).toBe(1)
    for (const { parts } of bars) {
      expect(parts.every(({ kind }) => (kind === 'projected') === (hardware !== null))).toBe(true)
    }
  }
})

test('quality against time: measured before published, one kind of time, and the front', () => {
  const found = pareto(result)!
  expect(found.timeTitle).toContain('768px 16:9')
  expect(found.timeKind).toBe('projected')
  expect(found.points.filter(({ quality }) => quality === 'measured')).toMatchObject([
    { variant: '4x8x8', value: 33.8, isFront: true },
    { variant: '4x32x32', value: 33.1, isFront: true },
  ])
  const published = found.points.filter(({ quality }) => quality === 'published')
  expect(published).toMatchObject([{ isFront: false }, { variant: '4x32x32', isFront: true }])
  expect(pareto(madeUpAutoencoderResult({ quality: [], claims: [] }))).toBeNull()
})

test('trust: what does not apply is not said', () => {
  const titles = (of: AutoencoderResult) => trustPoints(of).map(({ title }) => title)
  expect(titles(result)).toContain('Made-up weights')
  expect(titles(result)).toContain('Exponents')
  const bare = madeUpAutoencoderResult({
    cells: [],
    composedChecks: [],
    residuals: [],
    quality: [],
    speedups: [],
  })
  expect(titles(bare)).not.toContain('Made-up weights')
  expect(titles(bare)).not.toContain('Composed times')
  expect(trustPoints(bare).find(({ title }) => title === 'Quality')!.text).toContain('No clip')
})

test('a result with nothing in it still makes every text', async () => {
  const empty = madeUpAutoencoderResult({
    status: 'interrupted',
    workloads: [],
    cells: [],
    speedups: [],
    peak: null,
    composedChecks: [],
    residuals: [],
    references: [],
    quality: [],
    vbench: [],
    cost: [],
    claims: [],
    scaling: { points: [], fits: [] },
    failures: [],
    gates: [],
  })
  const files = await autoencoderReportFiles(empty, context, autoencoderReportIds)
  expect(files.some(({ name }) => name.endsWith('.png'))).toBe(false)
  expect(autoencoderTerminalText(empty, { color: false, width: 100 })).toContain('This run is interrupted')
})
