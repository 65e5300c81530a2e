import { describe, expect, test } from 'vitest'
import { bar } from '../../../bench/cli/reporters/bar.ts'
import type { Reporter, ReporterContext } from '../../../bench/cli/reporters/contract.ts'
import { defaultReporter } from '../../../bench/cli/reporters/default.ts'
import { github } from '../../../bench/cli/reporters/github.ts'
import { jsonl } from '../../../bench/cli/reporters/jsonl.ts'
import { plain } from '../../../bench/cli/reporters/plain.ts'
import { advance, duration, type Progress, progressText } from '../../../bench/cli/reporters/progress.ts'
import type { RunEvent } from '../../../bench/records/event.ts'

const failed = { code: 'CLIP_TOO_SHORT', message: 'The clip has 1 frames.', remedy: 'Make a longer clip.' }
const item = (itemId: string, problem: typeof failed | null = null): RunEvent => ({
  type: 'item-finished',
  stage: 'score',
  itemId,
  seconds: 1,
  problem,
})
const started: RunEvent = { type: 'stage-started', stage: 'score', total: 100, cached: 0 }

/** Feeds events that are a second apart and returns what was written. */
function shown(
  make: (context: ReporterContext) => Reporter,
  events: readonly RunEvent[],
  more: Partial<ReporterContext> = {},
) {
  let text = ''
  let now = 0
  const write = (part: string) => {
    text += part
  }
  const reporter = make({ write, isTerminal: false, columns: 80, env: {}, now: () => now, ...more })
  for (const event of events) {
    reporter.onEvent(event)
    now += 1000
  }
  return text
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const escapes = /\x1b\[[0-9;]*[A-Za-z]/g

const many = Array.from({ length: 50 }, (_, i) => item(`m/${i}/0`))

describe('plain', () => {
  test('writes a progress line every ten seconds, not one an item', () => {
    const lines = shown(plain, [started, ...many])
      .trimEnd()
      .split('\n')
    expect(lines[0]).toBe('score: 100 items')
    expect(lines.slice(1)).toEqual([
      'score 10/100, about 1 min 30 s left',
      'score 20/100, about 1 min 20 s left',
      'score 30/100, about 1 min 10 s left',
      'score 40/100, about 1 min 0 s left',
      'score 50/100, about 50 s left',
    ])
  })

  test('names each failure with its remedy at once', () => {
    expect(shown(plain, [started, item('m/0001/0', failed)])).toContain(
      'failed: m/0001/0: The clip has 1 frames. Make a longer clip.',
    )
  })
})

test('of a thousand equal failures ten are written, and then how many more there were', () => {
  const failures = Array.from({ length: 1000 }, (_, i) => item(`m/${i}/0`, failed))
  const lines = shown(plain, [
    started,
    ...failures,
    { type: 'stage-finished', stage: 'score', seconds: 1000 },
  ])
    .split('\n')
    .filter((line) => !line.startsWith('score'))
  expect(lines.filter((line) => line.startsWith('failed: '))).toHaveLength(10)
  expect(lines.at(-2)).toContain('… and 990 more of CLIP_TOO_SHORT')
})

describe('bar', () => {
  test('stays on one line of the terminal and leaves failures above it', () => {
    const text = shown(bar, [started, ...many.slice(0, 5), item('m/9/0', failed)], { columns: 60 })
    const lines = text.split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toContain('failed: m/9/0')
    for (const drawn of text.split('\r')) {
      const visible = drawn.replace(escapes, '').split('\n').at(-1)!
      expect(visible.length).toBeLessThan(60)
    }
  })

  test('has no colours under NO_COLOR', () => {
    expect(shown(bar, [started, item('a')], { env: { NO_COLOR: '1' } })).not.toContain('\x1b[3')
    expect(shown(bar, [started, item('a')])).toContain('\x1b[32m')
  })
})

describe('default', () => {
  test('draws a bar on a terminal only, and never in CI', () => {
    expect(shown(defaultReporter, [started, item('a')], { isTerminal: true })).toContain('\r')
    expect(shown(defaultReporter, [started, item('a')])).not.toContain('\r')
    expect(
      shown(defaultReporter, [started, item('a')], { isTerminal: true, env: { CI: 'true' } }),
    ).not.toContain('\r')
  })
})

test('jsonl writes each event as it is', () => {
  const events = [started, item('a', failed)]
  expect(
    shown(jsonl, events)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(events)
})

describe('github', () => {
  test('annotates failures, with separators escaped', () => {
    const text = shown(github, [item('m/a:b,c/0', { ...failed, message: '50 %\nis too short' })])
    expect(text).toBe('::error title=score m/a%3Ab%2Cc/0::50 %25%0Ais too short Make a longer clip.\n')
  })

  test('stops at ten annotations of a kind', () => {
    const text = shown(
      github,
      Array.from({ length: 30 }, (_, i) => item(`m/${i}/0`, failed)),
    )
    expect(text.trimEnd().split('\n')).toHaveLength(10)
  })
})

describe('progress', () => {
  const run = (events: readonly RunEvent[]) =>
    events.reduce<Progress | null>((progress, event) => advance(progress, event, 0), null)

  test('counts what was done before as done, and only failures as failed', () => {
    const progress = run([{ ...started, cached: 10 } as RunEvent, item('a'), item('b', failed)])
    expect(progress).toMatchObject({ done: 12, failed: 1, cached: 10, total: 100 })
  })

  test('the rate leaves out what was cached', () => {
    const progress = {
      stage: 'score',
      total: 100,
      done: 60,
      cached: 50,
      failed: 0,
      startedAtMs: 0,
      within: '',
    }
    expect(progressText(progress, 10_000)).toBe('score 60/100, about 40 s left')
  })

  test('a generator that tells its steps is followed until its clip ends', () => {
    const step: RunEvent = {
      type: 'item-progress',
      stage: 'score',
      itemId: 'a',
      step: 'denoise',
      done: 7,
      total: 50,
    }
    expect(progressText(run([started, step])!, 0)).toBe('score 0/100, denoise 7/50')
    expect(progressText(run([started, step, item('a')])!, 0)).toBe('score 1/100')
  })

  test.each([
    [3.24, '3.2 s'],
    [48.2, '48 s'],
    [310, '5 min 10 s'],
    [7500, '2 h 5 min'],
  ])('%f s reads %s', (seconds, text) => expect(duration(seconds)).toBe(text))
})
