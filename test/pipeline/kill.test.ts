import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { finishedRun, killAgainAndAgain, onlyResult, runToEnd } from '../support/kill-and-resume.ts'
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
