import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunRequest } from '../../bench/pipeline/contract.ts'
import { generateRun, run } from '../../bench/pipeline/run.ts'
import type { RunEvent } from '../../bench/records/event.ts'
import { fakeGenerator, fakeRecorded, fixture, markedVideo } from '../support/fake-generator.ts'
import { fakeRequest } from '../support/fake-request.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
let cases = 0

/** A folder with a video for every planned clip, and what to run on it. */
function recorded() {
  const videos = join(folder, `videos-${cases++}`)
  mkdirSync(videos)
  for (let prompt = 0; prompt < 6; prompt++) {
    for (let sample = 0; sample < 2; sample++) {
      const name = `prompt number ${prompt}-${sample}.mp4`
      writeFileSync(join(videos, name), markedVideo(name))
    }
  }
  const output = join(folder, `runs-${cases}`)
  const events: RunEvent[] = []
  const request = (changes: Partial<RunRequest>) =>
    fakeRequest(output, {
      generators: [fakeRecorded(videos)],
      onEvent: (event) => events.push(event),
      ...changes,
    })
  const start = (changes: Partial<RunRequest> = {}) => run(request(changes))
  /** Takes the clips in without scoring them. */
  const take = (changes: Partial<RunRequest> = {}) => generateRun(request(changes))
  return { videos, start, take, events, warnings: () => events.filter(({ type }) => type === 'warning') }
}

describe('preflight of recorded videos', () => {
  test('good videos are scored where they lie', async () => {
    const { videos, start, events } = recorded()
    const { result } = await start()
    expect(result.status).toBe('complete')
    expect(result.items[3]!.clip!.path).toBe(join(videos, 'prompt number 1-1.mp4'))
    events.length = 0
    await start({ scoreWorker: '/no/child/is/started.ts' })
    expect(events.filter(({ type }) => type === 'item-finished')).toEqual([])
  })

  test('missing, unreadable and too short videos stop a strict run, all named in the events', async () => {
    const { videos, start, warnings } = recorded()
    rmSync(join(videos, 'prompt number 0-0.mp4'))
    writeFileSync(join(videos, 'prompt number 1-0.mp4'), 'no video at all')
    copyFileSync(fixture('one-frame.mp4'), join(videos, 'prompt number 2-0.mp4'))
    await expect(start()).rejects.toMatchObject({
      exitCode: 3,
      problem: {
        code: 'PREFLIGHT_FAILED',
        message: expect.stringMatching(
          /^3 problems found.*0000\/0: .*0001\/0: .*0002\/0: The clip has 1 frames/s,
        ),
      },
    })
    expect(warnings()).toHaveLength(3)
  })

  test('a partial run goes on with what is there', async () => {
    const { videos, start } = recorded()
    rmSync(join(videos, 'prompt number 0-0.mp4'))
    copyFileSync(fixture('one-frame.mp4'), join(videos, 'prompt number 2-0.mp4'))
    const { result } = await start({ allowPartial: true })
    expect(result.status).toBe('incomplete')
    expect(result.failures.map(({ stage, itemId, dimension }) => [stage, itemId, dimension])).toEqual([
      ['preflight', 'recorded-model/0000/0', null],
      ['score', 'recorded-model/0002/0', 'temporal-flickering'],
    ])
    expect(result.models[0]!.clips).toEqual({ covered: 11, expected: 12 })
    expect(result.models[0]!.dimensions.find(({ id }) => id === 'temporal-flickering')!.coverage).toEqual({
      covered: 8,
      expected: 10,
    })
  })

  test('a corrected video is taken in by the next run', async () => {
    const { videos, take, events } = recorded()
    const video = join(videos, 'prompt number 1-0.mp4')
    const good = readFileSync(video)
    writeFileSync(video, 'no video at all')
    await take({ allowPartial: true })
    writeFileSync(video, good)
    events.length = 0
    const { result } = await take()
    expect(result.models[0]!.clips.covered).toBe(12)
    const made = events.flatMap((event) =>
      event.type === 'item-finished' && event.stage === 'generate' ? [event.itemId] : [],
    )
    expect(made).toEqual(['recorded-model/0001/0'])
  })

  test('a video that was exchanged is noticed and scored again', async () => {
    const { videos, start, events } = recorded()
    const before = await start()
    writeFileSync(join(videos, 'prompt number 1-0.mp4'), markedVideo('another take'))
    events.length = 0
    const after = await start()
    const items = events.flatMap((event) => (event.type === 'item-finished' ? [event.itemId] : []))
    expect(items).toEqual(['recorded-model/0001/0', 'recorded-model/0001/0'])
    expect(after.result.items[2]!.clip!.sha256).not.toBe(before.result.items[2]!.clip!.sha256)
  })

  test('mixed frame rates stop a strict run', async () => {
    const { videos, take } = recorded()
    copyFileSync(fixture('twelve-fps.mp4'), join(videos, 'prompt number 4-1.mp4'))
    await expect(take()).rejects.toMatchObject({
      problem: { message: expect.stringMatching(/8 fps in 11 .*12 fps in 1 \(prompt number 4-1\.mp4\)/) },
    })
    const { result } = await take({ allowPartial: true })
    expect(result.failures.slice(0, 1)).toMatchObject([
      { stage: 'preflight', itemId: null, problem: { code: 'FRAME_RATES_MIXED' } },
    ])
  })

  test('files that are prompts of their own may have different frame rates', async () => {
    const { videos, take } = recorded()
    copyFileSync(fixture('twelve-fps.mp4'), join(videos, 'prompt number 4-1.mp4'))
    const promptList = { ...fakeRequest('').promptList, name: 'from-files' }
    const { result } = await take({ promptList })
    expect(result.failures).toEqual([])
  })

  test('two names of one video are decoded once', async () => {
    const { videos, start, events } = recorded()
    for (let prompt = 0; prompt < 6; prompt++) {
      for (const sample of [0, 1]) {
        copyFileSync(fixture('clip.mp4'), join(videos, `prompt number ${prompt}-${sample}.mp4`))
      }
    }
    process.env.BENCH_FAKE_FRAME_MS = '40'
    const { result } = await start({ workers: 1, dimensions: ['temporal-flickering'] })
    delete process.env.BENCH_FAKE_FRAME_MS
    expect(result.status).toBe('complete')
    const seconds = events.flatMap((event) =>
      event.type === 'item-finished' && event.stage === 'score' ? [event.seconds] : [],
    )
    expect(new Set(seconds).size).toBe(1)
  })
})

describe('preflight of the rest', () => {
  test('weights that are not here leave their dimensions unscored, and stop a strict run before anything is made', async () => {
    const made: string[] = []
    const output = join(folder, 'weights')
    const changes = {
      weights: { find: async () => null },
      generators: [fakeGenerator({ onMake: (id) => made.push(id) })],
    }
    await expect(run(fakeRequest(output, { ...changes, strict: true }))).rejects.toMatchObject({
      problem: { message: expect.stringContaining('embedder.bin') },
    })
    expect(made).toEqual([])
    const { result } = await run(fakeRequest(output, changes))
    expect(result.status).toBe('incomplete')
    expect(result.models[0]!.dimensions.find(({ id }) => id === 'subject-consistency')).toMatchObject({
      value: null,
      reason: { code: 'WEIGHTS_MISSING' },
    })
  })

  test("a generator's own objections count, its warnings are shown", async () => {
    const problem = { code: 'X', message: 'The server is down.' }
    const preflight = (level: 'error' | 'warning') => async () => [{ itemId: null, problem, level }]
    const down = fakeGenerator({ preflight: preflight('error') })
    await expect(run(fakeRequest(join(folder, 'down'), { generators: [down] }))).rejects.toMatchObject({
      problem: { message: expect.stringContaining('The server is down.') },
    })
    const slow = fakeGenerator({ preflight: preflight('warning') })
    const events: RunEvent[] = []
    const onEvent = (event: RunEvent) => events.push(event)
    const { result } = await run(fakeRequest(join(folder, 'slow'), { generators: [slow], onEvent }))
    expect(result.status).toBe('complete')
    expect(events).toContainEqual({ type: 'warning', itemId: null, problem })
  })

  test('a selection without prompts is refused before a folder is made', async () => {
    await expect(
      run(fakeRequest(join(folder, 'none'), { dimensions: ['human-action'] })),
    ).rejects.toMatchObject({ problem: { code: 'PLAN_EMPTY' } })
  })
})
