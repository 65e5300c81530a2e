import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bench, benchHere } from '../support/bench.ts'

// Each test runs the whole pipeline with its child processes.
vi.setConfig({ testTimeout: 90_000 })

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'bench-run-'))
})
afterAll(() => rm(cwd, { recursive: true }))

test('Ctrl-C stops at the next item, keeps what is done and prints the command that resumes', async () => {
  let isSent = false
  const args = ['run', 'vbench', '--samples', '5', '--output', 'interrupted', '--json']
  const { status, stdout, stderr } = await bench(args, {
    cwd,
    onStderr: (text, child) => {
      if (!text.includes('generate:') || isSent) return
      isSent = true
      child.kill('SIGINT')
    },
  })
  expect(stderr).toContain('Stopping at the next item; everything finished is kept.')
  expect(stderr).toContain('Continue with: bench run vbench --samples 5 --output interrupted --json\n')
  expect(status).toBe(130)
  expect(JSON.parse(stdout)).toMatchObject({ status: 'interrupted', exitCode: 130 })
})

test('generate, score and report alone end where run ends', async () => {
  const output = join(cwd, 'stages')
  const plan = [
    'vbench',
    '--limit',
    '2',
    '--samples',
    '1',
    '--output',
    output,
    '--json',
    '--reporter',
    'silent',
  ]
  const generated = await benchHere(['generate', ...plan])
  expect(generated.status).toBe(0)
  const { path, runId } = JSON.parse(generated.stdout)

  const scored = await benchHere([
    'score',
    runId,
    '--output',
    output,
    '--json',
    '--reporter',
    'silent',
    '--format',
    'csv',
  ])
  expect(scored.status).toBe(0)
  expect(JSON.parse(scored.stdout)).toMatchObject({
    runId,
    path,
    status: 'complete',
    exitCode: 0,
    failures: 0,
  })
  await stat(join(path, 'report', 'dimensions.csv'))

  const reported = await benchHere(['report', path, '--format', 'junit,markdown'])
  expect(reported.status).toBe(0)
  expect(await readFile(join(path, 'report', 'junit.xml'), 'utf8')).toContain('<testsuites')

  const again = await benchHere(['run', ...plan])
  expect(JSON.parse(again.stdout)).toMatchObject({ runId, status: 'complete', exitCode: 0 })
})

test('a run that is worse than its baseline ends with 10', async () => {
  const output = join(cwd, 'compared')
  const plan = [
    'vbench',
    '--dimension',
    'color',
    '--limit',
    '6',
    '--samples',
    '1',
    '--output',
    output,
    '--json',
  ]
  const quiet = ['--reporter', 'silent', '--format', 'csv']
  const good = JSON.parse((await benchHere(['run', ...plan, ...quiet])).stdout)
  const bad = await benchHere([
    'run',
    ...plan,
    ...quiet,
    '--degrade',
    'wrong-color',
    '--baseline',
    good.runId,
  ])
  expect(bad.status).toBe(10)
  expect(JSON.parse(bad.stdout)).toMatchObject({
    status: 'complete',
    exitCode: 10,
    comparison: { verdict: 'fail' },
  })

  const compared = await benchHere(['compare', good.path, JSON.parse(bad.stdout).runId, '--output', output])
  expect(compared.status).toBe(10)
  expect(compared.stdout).toContain('fail with a drop of at most 0.01 allowed')
  expect((await benchHere(['compare', good.path, good.result])).status).toBe(0)
})
