import { cpSync, existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RunRequest } from '../../bench/pipeline/contract.ts'
import { prepare } from '../../bench/pipeline/prepare.ts'
import { comparableResult } from '../../bench/pipeline/result-file.ts'
import { aggregateRun, generateRun, run, scoreRun } from '../../bench/pipeline/run.ts'
import type { RunEvent } from '../../bench/records/event.ts'
import { runResultSchema } from '../../bench/records/run-result.ts'
import { readEvents } from '../../bench/store/events.ts'
import { openStore } from '../../bench/store/open.ts'
import { fakeEvaluators } from '../support/fake-evaluators.ts'
import { fakeGenerator } from '../support/fake-generator.ts'
import { fakePrompts, fakeRequest } from '../support/fake-request.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
let runs = 0
const newFolder = () => join(folder, `runs-${runs++}`)

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('BENCH_FAKE_')) delete process.env[name]
})

/** Runs and collects what is told. */
async function observed(outputDir: string, changes: Partial<RunRequest> = {}) {
  const events: RunEvent[] = []
  const outcome = await run(fakeRequest(outputDir, { ...changes, onEvent: (event) => events.push(event) }))
  const finished = (stage: string) =>
    events.flatMap((event) => (event.type === 'item-finished' && event.stage === stage ? [event.itemId] : []))
  return { ...outcome, events, made: finished('generate'), scored: finished('score') }
}

/** A finished run of the plain request, made once; each test gets a folder of runs with a copy of its own. */
let finished: Awaited<ReturnType<typeof observed>>
beforeAll(async () => {
  finished = await observed(join(folder, 'finished'))
})
function withFinishedRun(): string {
  const output = newFolder()
  cpSync(join(folder, 'finished'), output, { recursive: true, preserveTimestamps: true })
  return output
}

describe('a run', () => {
  test('plans, makes, scores and adds up; its folder holds all of it', async () => {
    const { path, result, events } = finished
    expect(runResultSchema.parse(JSON.parse(readFileSync(join(path, 'result.json'), 'utf8')))).toEqual(result)
    expect(readdirSync(path)).toEqual(
      expect.arrayContaining(['manifest.json', 'result.json', 'run.db', 'videos']),
    )
    expect(readdirSync(path)).not.toContain('run.lock')
    expect(readdirSync(join(path, 'videos'))).toContain('prompt number 3-1.mp4')
    expect(result).toMatchObject({ status: 'complete', protocol: 'custom', failures: [] })
    expect(result.items).toHaveLength(12)
    const [model] = result.models
    expect(model!.clips).toEqual({ covered: 12, expected: 12 })
    expect(model!.total.value).toBeNull()
    expect(model!.total.missing).toContain('aesthetic-quality')
    expect(events[0]).toMatchObject({ type: 'run-started', resumed: false, clips: 12 })
    expect(events.at(-1)).toEqual({ type: 'run-finished', status: 'complete' })
    const store = await openStore(join(path, 'run.db'))
    expect((await readEvents(store)).map(({ event }) => event)).toEqual(events)
    await store.close()
  })

  test('a dimension is the mean of its scores by weight, with those left out by definition counted as covered', async () => {
    const { result } = finished
    for (const dimension of result.models[0]!.dimensions) {
      const scores = result.items.flatMap(({ scores }) => scores[dimension.id] ?? [])
      const scored = scores.flatMap((score) => (score.status === 'scored' ? [score] : []))
      const weight = scored.reduce((sum, score) => sum + score.weight, 0)
      if (dimension.id === 'aesthetic-quality') {
        expect(dimension).toMatchObject({ value: null, reason: { message: 'Fakes have no taste.' } })
        continue
      }
      const mean = scored.reduce((sum, { value, weight }) => sum + value * weight, 0) / weight
      expect(dimension.value).toBeCloseTo(mean, 12)
      expect(dimension.interval!.low).toBeLessThanOrEqual(dimension.value!)
      expect(dimension.interval!.high).toBeGreaterThanOrEqual(dimension.value!)
      expect(dimension.coverage).toEqual({ covered: scores.length, expected: scores.length })
      expect(dimension.excluded).toBe(scores.filter(({ status }) => status === 'excluded').length)
    }
  })

  test('a second one with the same settings does nothing again and says the same', async () => {
    const output = withFinishedRun()
    const second = await observed(output, { scoreWorker: '/no/child/is/started.ts' })
    expect(second.path).toBe(join(output, basename(finished.path)))
    expect([second.made, second.scored]).toEqual([[], []])
    expect(comparableResult(second.result)).toEqual(comparableResult(finished.result))
    expect(second.events[0]).toMatchObject({ type: 'run-started', resumed: true })
  })

  test('--fresh starts anew and gives the same numbers', async () => {
    const output = withFinishedRun()
    const second = await observed(output, { fresh: true })
    expect(readdirSync(output)).toHaveLength(2)
    expect(second.made).toHaveLength(12)
    expect(comparableResult(second.result)).toEqual(comparableResult(finished.result))
  })

  test('1 and 4 workers give the same result', async () => {
    const four = await observed(newFolder(), { workers: 4 })
    expect(comparableResult(four.result)).toEqual(comparableResult(finished.result))
  })

  test('workers, threads and folders do not name a run; what decides numbers does', async () => {
    const hash = async (changes: Partial<RunRequest>) =>
      (await prepare(fakeRequest('', changes))).configSha256
    const plain = await hash({})
    const same = {
      workers: 9,
      threads: 3,
      allowPartial: true,
      fresh: true,
      outputDir: '/elsewhere',
      command: [],
    }
    expect(await hash(same)).toBe(plain)
    const changes: Partial<RunRequest>[] = [
      { seed: 8 },
      { samples: 1 },
      { limit: 3 },
      { tier: 'pr' },
      { dimensions: ['temporal-flickering'] },
      { prompts: fakePrompts(2) },
      { generators: [fakeGenerator({ settings: 'other' })] },
      { generators: [fakeGenerator({ model: 'other' })] },
      { bootstrap: { resamples: 201, level: 0.95 } },
    ]
    const hashes = await Promise.all(changes.map(hash))
    expect(new Set([plain, ...hashes]).size).toBe(1 + changes.length)
  })

  test('a clip that can not be made is a failed item; the rest goes on, and the next run tries it again', async () => {
    const output = newFolder()
    const stubborn = fakeGenerator({ refuses: ['prompt number 2'] })
    const first = await observed(output, { generators: [stubborn] })
    expect(first.result.status).toBe('incomplete')
    expect(first.result.failures.map(({ stage, itemId }) => [stage, itemId])).toEqual([
      ['generate', 'fake-model/0002/0'],
      ['generate', 'fake-model/0002/1'],
    ])
    expect(first.result.models[0]!.clips).toEqual({ covered: 10, expected: 12 })
    const second = await observed(output)
    expect(second.made).toEqual(['fake-model/0002/0', 'fake-model/0002/1'])
    expect(second.result.status).toBe('complete')
  })

  test('a total is null while a clip of one of its dimensions has no score, unless partial runs are allowed', async () => {
    const dimension = { ...fakeRequest('').suite.dimensions[0]!, id: 'temporal-flickering' as const }
    const suite = {
      ...fakeRequest('').suite,
      dimensions: [dimension],
      totals: ({ 'temporal-flickering': value }: { 'temporal-flickering'?: number }) => {
        const missing = value === undefined ? ['temporal-flickering' as const] : []
        const total = { value: value ?? null, missing }
        return { normalised: {}, quality: total, semantic: total, total }
      },
    }
    const changes = {
      suite,
      dimensions: ['temporal-flickering' as const],
      generators: [fakeGenerator({ refuses: ['prompt number 1'] })],
    }
    const strict = await observed(newFolder(), changes)
    expect(strict.result.models[0]!.total).toEqual({
      value: null,
      interval: null,
      missing: ['temporal-flickering'],
    })
    const partial = await observed(newFolder(), { ...changes, allowPartial: true })
    const [model] = partial.result.models
    expect(model!.total.value).toBe(model!.dimensions[0]!.value)
    expect(model!.dimensions[0]!.coverage.covered).toBeLessThan(model!.dimensions[0]!.coverage.expected)
  })
})

describe('what has changed is done again, and nothing else', () => {
  const videoOf = (output: string, name: string) => join(output, basename(finished.path), 'videos', name)

  test('a video that was altered', async () => {
    const output = withFinishedRun()
    const video = videoOf(output, 'prompt number 1-0.mp4')
    const bytes = readFileSync(video)
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(video, bytes)
    const second = await observed(output)
    expect(second.made).toEqual(['fake-model/0001/0'])
    expect(comparableResult(second.result)).toEqual(comparableResult(finished.result))
  })

  test('a video that was touched is read, not made', async () => {
    const output = withFinishedRun()
    utimesSync(videoOf(output, 'prompt number 1-0.mp4'), 1, 1)
    const second = await observed(output)
    expect(second.made).toEqual([])
  })

  test('a video that is gone', async () => {
    const output = withFinishedRun()
    rmSync(videoOf(output, 'prompt number 1-0.mp4'))
    const second = await observed(output)
    expect(second.made).toEqual(['fake-model/0001/0'])
    expect(second.scored).toEqual([])
  })

  test('an evaluator of a newer version scores stored features without a child', async () => {
    const output = withFinishedRun()
    const evaluators = fakeEvaluators.map((evaluator) =>
      evaluator.meta.id === 'temporal-flickering'
        ? { ...evaluator, meta: { ...evaluator.meta, version: 2 } }
        : evaluator,
    )
    const second = await observed(output, { evaluators, scoreWorker: '/no/child/is/started.ts' })
    expect(second.made).toEqual([])
    const flickering = finished.result.items.filter(({ scores }) => 'temporal-flickering' in scores)
    expect(second.scored.sort()).toEqual(flickering.map(({ id }) => id).sort())
    expect(second.result.models[0]!.dimensions.map(({ value }) => value)).toEqual(
      finished.result.models[0]!.dimensions.map(({ value }) => value),
    )
  })

  test('weights with another checksum', async () => {
    const output = withFinishedRun()
    const weights = { find: async () => ({ path: '/weights/new', bytes: 4, sha256: 'other' }) }
    const second = await observed(output, { weights })
    expect(second.made).toEqual([])
    expect(second.scored.length).toBeGreaterThan(0)
  })
})

describe('trouble while scoring', () => {
  // The first planned clip with temporal flickering; bytes depend on prompt and seed alone.
  const victim = () => finished.result.items.find(({ scores }) => 'temporal-flickering' in scores)!

  test('a backbone that refuses a clip leaves it unscored in its dimensions, with the reason', async () => {
    const item = victim()
    process.env.BENCH_FAKE_REFUSE = item.clip!.sha256
    const { result } = await observed(newFolder(), { dimensions: ['temporal-flickering'] })
    expect(result.status).toBe('incomplete')
    expect(result.failures).toMatchObject([
      {
        stage: 'score',
        itemId: item.id,
        dimension: 'temporal-flickering',
        problem: { code: 'CLIP_TOO_SMALL' },
      },
    ])
    expect(result.items.find(({ id }) => id === item.id)!.scores['temporal-flickering']).toMatchObject({
      status: 'unscored',
    })
  })

  test('a child that crashes costs its clip alone, and the next run mends it', async () => {
    const output = newFolder()
    const item = victim()
    process.env.BENCH_FAKE_CRASH = item.clip!.sha256
    const first = await observed(output, { dimensions: ['temporal-flickering'] })
    expect(first.result.failures).toMatchObject([
      {
        itemId: item.id,
        problem: { code: 'WORKER_DIED', message: expect.stringContaining('out of memory in layer 3') },
      },
    ])
    delete process.env.BENCH_FAKE_CRASH
    const second = await observed(output, { dimensions: ['temporal-flickering'] })
    expect(second.scored).toEqual([item.id])
    expect(second.result.status).toBe('complete')
  })

  test('a file of the generator that is no video fails its clip, without the path of a file that is gone', async () => {
    const generator = fakeGenerator({
      open: async () => ({
        generate: async ({ outputPath }) => {
          writeFileSync(outputPath, 'not a video')
          return { path: outputPath, owned: true, stageSeconds: {} }
        },
        close: async () => undefined,
      }),
    })
    const { path, result } = await observed(newFolder(), { generators: [generator] })
    expect(result.status).toBe('incomplete')
    for (const { problem } of result.failures) {
      expect(problem.code).toBe('CLIP_UNREADABLE')
      expect(problem.message).not.toContain(path)
    }
    expect(result.failures.length).toBeGreaterThan(0)
  })

  test('an evaluator that throws, or gives no number, leaves the clip unscored', async () => {
    const broken = fakeEvaluators.map((evaluator) => ({
      ...evaluator,
      score: () => {
        if (evaluator.meta.id === 'subject-consistency') throw new Error('a bug')
        return { status: 'scored' as const, value: Number.NaN, weight: 1 }
      },
    }))
    const { result } = await observed(newFolder(), { evaluators: broken })
    const codes = new Set(result.failures.map(({ dimension, problem }) => `${dimension} ${problem.code}`))
    expect(codes).toContain('subject-consistency INTERNAL')
    expect(codes).toContain('temporal-flickering FEATURE_INVALID')
    expect(result.models[0]!.dimensions.map(({ value }) => value)).toEqual([null, null, null, null, null])
  })
})

describe('stages alone', () => {
  test('generate, then score, then aggregate equal one run', async () => {
    const output = newFolder()
    const generated = await generateRun(fakeRequest(output))
    expect(generated.result.status).toBe('incomplete')
    expect(generated.result.models[0]!.clips.covered).toBe(12)
    const scored = await scoreRun(generated.path, fakeRequest(output))
    expect(comparableResult(scored.result)).toEqual(comparableResult(finished.result))
    const again = await aggregateRun(generated.path, fakeRequest(output))
    expect(comparableResult(again.result)).toEqual(comparableResult(finished.result))
  })

  test('scoring a finished run does nothing, unless it is asked to start anew', async () => {
    const output = withFinishedRun()
    const path = join(output, basename(finished.path))
    const events: RunEvent[] = []
    const onEvent = (event: RunEvent) => events.push(event)
    const items = () => events.filter(({ type }) => type === 'item-finished').length
    await scoreRun(path, fakeRequest(output, { onEvent, scoreWorker: '/no/child/is/started.ts' }))
    expect(items()).toBe(0)
    const { result } = await scoreRun(path, fakeRequest(output, { onEvent, fresh: true }))
    expect(items()).toBe(12)
    expect(comparableResult(result)).toEqual(comparableResult(finished.result))
  })

  test('a clip that is gone or altered is not scored as what it was', async () => {
    const output = withFinishedRun()
    const path = join(output, basename(finished.path))
    rmSync(join(path, 'videos', 'prompt number 1-0.mp4'))
    writeFileSync(join(path, 'videos', 'prompt number 2-0.mp4'), 'another video')
    const { result } = await scoreRun(path, fakeRequest(output))
    expect(result.failures).toMatchObject([
      { itemId: 'fake-model/0001/0', problem: { code: 'CLIP_CHANGED' } },
      { itemId: 'fake-model/0002/0', problem: { code: 'CLIP_CHANGED' } },
    ])
    expect(result.status).toBe('incomplete')
    expect(result.items[2]!.scores).toEqual({})
  })

  test('clips count as made by what made them, also when the generator would be another today', async () => {
    const output = withFinishedRun()
    const generators = [fakeGenerator({ settings: 'changed since' })]
    const { result } = await scoreRun(
      join(output, basename(finished.path)),
      fakeRequest(output, { generators }),
    )
    expect(result.status).toBe('complete')
  })

  test('a folder that is no run is refused', async () => {
    await expect(scoreRun(folder, fakeRequest(folder))).rejects.toMatchObject({
      problem: { code: 'RUN_NOT_FOUND' },
    })
  })
})

describe('interruption', () => {
  test('stops at the next item, keeps what is done, and the next run goes on from there', async () => {
    const output = newFolder()
    const controller = new AbortController()
    let made = 0
    const generators = [
      fakeGenerator({
        onMake: () => {
          if (++made === 4) controller.abort()
        },
      }),
    ]
    const first = await observed(output, { generators, signal: controller.signal, workers: 1 })
    expect(first.result.status).toBe('interrupted')
    expect(first.made).toHaveLength(4)
    expect(first.result.failures).toEqual([])
    const second = await observed(output)
    expect(second.path).toBe(first.path)
    expect(second.made).toHaveLength(8)
    expect(comparableResult(second.result)).toEqual(comparableResult(finished.result))
  })

  test('another run of the suite names the settings that differ from the unfinished one', async () => {
    const output = newFolder()
    const controller = new AbortController()
    controller.abort()
    await observed(output, { signal: controller.signal })
    const { events } = await observed(output, { seed: 8, signal: controller.signal })
    expect(events).toContainEqual({
      type: 'notice',
      message: expect.stringMatching(/^Starting a new run: the unfinished .* \(seed: 7 → 8\)\.$/),
    })
  })

  test('a run that another process has is refused', async () => {
    const output = withFinishedRun()
    const lock = join(output, basename(finished.path), 'run.lock')
    writeFileSync(
      lock,
      JSON.stringify({ pid: 4711, host: 'elsewhere', processStarted: null, since: 'now', nonce: 'x' }),
    )
    await expect(observed(output)).rejects.toMatchObject({
      problem: { code: 'RUN_LOCKED', message: expect.stringContaining('4711 on elsewhere') },
    })
    expect(existsSync(lock)).toBe(true)
  })

  test('a run of a newer version is refused', async () => {
    const output = withFinishedRun()
    const path = join(output, basename(finished.path))
    const store = await openStore(join(path, 'run.db'))
    await store.script('PRAGMA user_version = 99')
    await store.close()
    await expect(observed(output)).rejects.toMatchObject({
      problem: { code: 'RUN_NEWER' },
    })
    expect(existsSync(join(path, 'run.lock'))).toBe(false)
  })
})
