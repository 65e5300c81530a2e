import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type RunResult, runResultSchema } from '../../bench/records/run-result.ts'
import { bench } from '../support/bench.ts'

/** The result of `bench run vbench …`, which has to end with 0. */
export async function runVbench(
  args: readonly string[],
  cwd: string,
): Promise<{ path: string; result: RunResult }> {
  const outcome = await bench(['run', 'vbench', ...args, '--json', '--format', 'json'], { cwd })
  expect(outcome.status, outcome.stderr).toBe(0)
  const { path } = JSON.parse(outcome.stdout) as { path: string }
  return { path, result: readResult(path) }
}

/** The checked `result.json` of a run folder. */
export function readResult(run: string): RunResult {
  return runResultSchema.parse(JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')))
}
