import { beforeAll, expect, test } from 'vitest'
import type { Comparison } from '../../bench/records/run-result.ts'
import { bench } from '../support/bench.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { runVbench } from './results.ts'

const cwd = temporaryFolder()
const dimensions = ['--dimension', 'temporal-flickering,color', '--samples', '1']
const paths = { clean: '', reseeded: '', flicker: '', tiny: '' }

beforeAll(async () => {
  paths.clean = (await runVbench(dimensions, cwd)).path
  paths.reseeded = (await runVbench([...dimensions, '--seed', '7'], cwd)).path
  paths.flicker = (await runVbench([...dimensions, '--degrade', 'flicker'], cwd)).path
  paths.tiny = (await runVbench([...dimensions, '--limit', '2', '--seed', '7'], cwd)).path
}, 120_000)

async function compare(a: string, b: string) {
  const { status, stdout, stderr } = await bench(['compare', a, b, '--json'], { cwd })
  expect(stderr).toBe('')
  return { status, comparison: JSON.parse(stdout) as Comparison }
}

test('a degraded run fails with exit code 10, and the dimension is named', async () => {
  const { status, comparison } = await compare(paths.clean, paths.flicker)
  expect(status).toBe(10)
  expect(comparison.verdict).toBe('fail')
  const failed = comparison.metrics.filter(({ verdict }) => verdict === 'fail').map(({ metric }) => metric)
  expect(failed).toEqual(['temporal-flickering'])
})

test('a re-seeded equal run passes', async () => {
  const { status, comparison } = await compare(paths.clean, paths.reseeded)
  expect([status, comparison.verdict]).toEqual([0, 'pass'])
})

test('a tiny sample is inconclusive', async () => {
  const { status, comparison } = await compare(paths.clean, paths.tiny)
  expect([status, comparison.verdict]).toEqual([0, 'inconclusive'])
})

test('--baseline makes the same verdict part of a run, with the same exit code', async () => {
  const args = [...dimensions, '--degrade', 'flicker', '--baseline', paths.clean]
  const outcome = await bench(['run', 'vbench', ...args, '--format', 'json'], { cwd })
  expect(outcome.status, outcome.stderr).toBe(10)
})
