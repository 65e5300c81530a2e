import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { benchHere } from '../support/bench.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()

async function run(settings: object, args: readonly string[]) {
  const config = join(folder, 'bench.config.json')
  await writeFile(config, JSON.stringify({ output: join(folder, 'runs'), limit: 3, samples: 2, ...settings }))
  return benchHere(['run', 'vbench', '--config', config, ...args])
}
const openSora = { kind: 'open-sora', weights: 'nowhere', resolution: '256px', frames: 129 }

test('a dry run prints seconds, GPU-hours and money of a clip, of those planned, and of a whole run', async () => {
  const cost = { secondsPerVideo: 60, usdPerGpuHour: 3, gpus: 2 }
  const { status, stdout } = await run({ cost }, ['--dry-run'])
  expect(status).toBe(0)
  expect(stdout).toContain('one clip: 60 s, 0.0333 GPU-hours, 0.10 USD')
  expect(stdout).toContain('the 6 planned: 360 s, 0.2 GPU-hours, 0.60 USD')
  expect(stdout).toContain('a whole VBench run of 6,220: 373,200 s, 207.3 GPU-hours, 622.00 USD')
})

test('the time of an open-sora clip is projected, and called so', async () => {
  const { stdout } = await run({ generators: openSora, prompts: 'toybox' }, ['--dry-run', '--json'])
  const [row] = JSON.parse(stdout).costs
  expect(row).toMatchObject({ model: 'open-sora-v2', clips: 6, gpus: 1, usdPerGpuHour: 2 })
  expect(row.basis).toMatch(/^projected, not measured: 1 × H100 SXM5/)
  // upstream's 60 s are of three branches a step; this sampler leaves out what has no weight
  expect(row.secondsPerVideo).toBeGreaterThan(15)
  expect(row.secondsPerVideo).toBeLessThan(60)
})

test.each([
  [{ maxUsd: 0.5 }, 'The clips of this run cost about 0.60 USD, expected at most 0.5 USD'],
  [{ maxGpuHours: 0.1 }, 'The clips of this run take about 0.20 GPU-hours, expected at most 0.1 GPU-hours'],
])('a run beyond %j is stopped before anything starts', async (cap, message) => {
  const cost = { secondsPerVideo: 60, usdPerGpuHour: 3, gpus: 2, ...cap }
  const { status, stderr } = await run({ cost }, [])
  expect(status).toBe(3)
  expect(stderr).toContain(message)
  expect(stderr).toContain('see the bill with --dry-run')
  expect(await readdir(join(folder, 'runs')).catch(() => [])).toEqual([])

  const dry = await run({ cost }, ['--dry-run', '--json'])
  expect(dry.status).toBe(3)
  expect(JSON.parse(dry.stdout)).toMatchObject({ problem: { code: 'COST_CAP' } })
})

test('a cap without a known time is refused, not passed', async () => {
  const { status, stderr } = await run({ cost: { maxUsd: 1000 } }, [])
  expect(status).toBe(3)
  expect(stderr).toContain('Nothing says how long one clip of toybox takes, expected cost.secondsPerVideo')
})
