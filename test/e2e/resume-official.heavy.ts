import { linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from '../../bench/errors.ts'
import { comparableResult } from '../../bench/pipeline/result-file.ts'
import { readEvents } from '../../bench/store/events.ts'
import { openStore } from '../../bench/store/open.ts'
import { vbench } from '../../suites/vbench/index.ts'
import { writeSmallNetworks } from '../support/full-protocol.ts'
import { clockAhead, finishedRun, runToEnd, startCommand, stopAtScores } from '../support/kill-and-resume.ts'
import { writeNumberedClip } from '../support/numbered-clip.ts'
import { describeShared, sharedPath } from '../support/shared.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { readResult } from './results.ts'

const root = temporaryFolder()
const clips = 8
const samples = ['--samples', '1', '--limit', String(clips)]

describeShared('the official profile, with small random networks', () => {
  test('stopped half-way twice and resumed on other days, gives the table of an undisturbed run', async () => {
    const args = await preparedRun()
    const undisturbed = join(root, 'undisturbed')
    await runToEnd(undisturbed, (path) => startCommand(path, args))
    const expected = readResult(finishedRun(undisturbed))
    const scores = expected.items.flatMap((item) => Object.keys(item.scores)).length

    const stopped = join(root, 'stopped')
    const onDay = (day: number) => startCommand(stopped, args, clockAhead(30 * day))
    expect(await stopAtScores(stopped, onDay(0), Math.ceil(scores / 4), 'SIGKILL')).toBe(null)
    expect(await stopAtScores(stopped, onDay(1), Math.ceil(scores / 2), 'SIGINT')).toBe(exitCodes.interrupted)
    await runToEnd(stopped, () => onDay(2))

    const run = finishedRun(stopped)
    expect(comparableResult(readResult(run))).toEqual(comparableResult(expected))
    expect(tablesOf(run)).toEqual(tablesOf(finishedRun(undisturbed)))

    const started = await scoringStarts(run)
    expect(started.map(({ total }) => total)).toEqual([clips, clips, clips])
    const [first, second, third] = started.map(({ cached }) => cached) as [number, number, number]
    expect(first).toBe(0)
    expect(second).toBeGreaterThan(first)
    expect(third).toBeGreaterThan(second)
    expect(third).toBeLessThan(clips)
    expect(new Set(started.map(({ at }) => at.slice(0, 10))).size).toBe(3)
  })
})

/** Networks and a folder of videos, one for each prompt, of a few different clips. */
async function preparedRun(): Promise<string[]> {
  const [weights, videos] = [join(root, 'weights'), join(root, 'videos')]
  for (const path of [weights, videos]) mkdirSync(path)
  writeSmallNetworks(weights)
  const list = sharedPath('data/VBench_full_info.json')
  const size = { frames: 6, fps: 8, width: 160, height: 144 }
  for (let i = 0; i < clips; i++) await writeNumberedClip(join(root, `${i}.mp4`), { ...size, hue: i / clips })
  const prompts = vbench.parsePrompts(readFileSync(list, 'utf8'), list)
  for (const [i, prompt] of prompts.entries()) {
    // the plan spreads its prompts evenly over the list: each gets a clip of its own
    const clip = Math.round((i * clips) / prompts.length) % clips
    linkSync(join(root, `${clip}.mp4`), join(videos, vbench.fileName(prompt, 0)))
  }
  const source = ['--prompts', 'vbench', '--generator', 'recorded', '--videos', videos]
  const machine = ['--weights', weights, '--workers', '1', '--resamples', '200']
  return ['--profile', 'official', ...source, ...samples, ...machine, '--format', 'csv', '--allow-partial']
}

/** The tables of a run's report, by name; each names its run. */
function tablesOf(run: string): Record<string, string> {
  const report = join(run, 'report')
  const names = readdirSync(report).filter((name) => name.endsWith('.csv'))
  return Object.fromEntries(
    names.map((name) => [
      name,
      readFileSync(join(report, name), 'utf8').replaceAll(basename(run), 'this run'),
    ]),
  )
}

/** How each of a run's processes began to score. */
async function scoringStarts(run: string) {
  const store = await openStore(join(run, 'run.db'))
  try {
    const events = await readEvents(store)
    return events.flatMap(({ at, event }) =>
      event.type === 'stage-started' && event.stage === 'score' ? [{ at, ...event }] : [],
    )
  } finally {
    await store.close()
  }
}
