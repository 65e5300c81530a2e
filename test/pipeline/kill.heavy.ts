import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { run } from '../../bench/pipeline/run.ts'
import { finishedRun, killAgainAndAgain, onlyResult, runToEnd, startRun } from '../support/kill-and-resume.ts'
import { killableRequest } from '../support/killable-request.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
// `npm run test:kill` asks for 25; here a few, because each costs a start of the whole machine.
const kills = Number(process.env.BENCH_TEST_KILLS ?? 3)
const seed = 20261122
const patienceMs = 60_000 + kills * 20_000

test(
  `a run killed with SIGKILL at ${kills} random moments and resumed ends as an undisturbed one`,
  async () => {
    const calm = join(folder, 'calm')
    const wholeMs = await runToEnd(calm)
    const killed = await killAgainAndAgain((index) => join(folder, `killed-${index}`), kills, wholeMs, seed)
    for (const output of killed) {
      await runToEnd(output)
      expect(onlyResult(output)).toEqual(onlyResult(calm))
      const run = finishedRun(output)
      expect(readdirSync(run)).not.toContain('run.lock')
      expect(readdirSync(join(run, 'videos'))).toHaveLength(20)
    }
  },
  patienceMs,
)

test('a second process on a run is refused with the pid of the first', async () => {
  const output = join(folder, 'shared')
  const first = startRun(output)
  try {
    const lock = await vi.waitFor(() => lockIn(output), { timeout: 20_000, interval: 20 })
    await expect(run(killableRequest(output))).rejects.toMatchObject({
      problem: { code: 'RUN_LOCKED', message: expect.stringContaining(`process ${first.pid} on`) },
    })
    expect(lock).toContain(`"pid":${first.pid}`)
  } finally {
    first.kill('SIGKILL')
  }
}, 60_000)

/** The lock file of the only run, once the run can be found by others. */
function lockIn(output: string): string {
  const [name = ''] = readdirSync(output)
  expect(readdirSync(join(output, name))).toContain('manifest.json')
  return readFileSync(join(output, name, 'run.lock'), 'utf8')
}
