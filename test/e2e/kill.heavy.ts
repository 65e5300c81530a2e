import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { comparableResult } from '../../bench/pipeline/result-file.ts'
import { finishedRun, killAgainAndAgain, runToEnd, startCommand } from '../support/kill-and-resume.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { readResult } from './results.ts'

const args = ['--samples', '2', '--limit', '12', '--format', 'json']
const root = temporaryFolder()
const folder = (name: string) => {
  mkdirSync(join(root, name), { recursive: true })
  return join(root, name)
}
const outcome = (outputDir: string) => comparableResult(readResult(finishedRun(outputDir)))

test('a run killed at 25 random moments ends with the result of an undisturbed one', async () => {
  const start = (outputDir: string) => startCommand(outputDir, args)
  const undisturbed = folder('undisturbed')
  const milliseconds = await runToEnd(undisturbed, start)
  const expected = outcome(undisturbed)

  const folders = await killAgainAndAgain((index) => folder(`killed-${index}`), 25, milliseconds, 1, start)
  for (const killed of folders) {
    await runToEnd(killed, start)
    expect(outcome(killed)).toEqual(expected)
  }
  console.log(`25 kills over ${folders.length} runs of ${(milliseconds / 1000).toFixed(1)} s`)
})

test('one worker and four give the same result', async () => {
  const results = []
  for (const workers of ['1', '4']) {
    const outputDir = folder(`workers-${workers}`)
    await runToEnd(outputDir, (path) => startCommand(path, [...args, '--workers', workers]))
    results.push(outcome(outputDir))
  }
  expect(results[1]).toEqual(results[0])
})
