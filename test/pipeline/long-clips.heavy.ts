import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { assertComparable } from '../../bench/pipeline/comparable.ts'
import type { RunRequest } from '../../bench/pipeline/contract.ts'
import { generateRun, run } from '../../bench/pipeline/run.ts'
import { segmentsOf } from '../../bench/pipeline/segments.ts'
import { manifestSchema } from '../../bench/records/manifest.ts'
import { sha256File } from '../../bench/store/files.ts'
import { probeVideo } from '../../bench/video/probe.ts'
import { fusionOf } from '../../evaluators/segments/fusion-of.ts'
import { fakeRecorded, markedVideo } from '../support/fake-generator.ts'
import { fakePrompts, fakeRequest } from '../support/fake-request.ts'
import { writeNumberedClip } from '../support/numbered-clip.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
let cases = 0

/** Recorded videos of six seconds for the suite's own prompts; those that `isShort` names take one. */
function recorded(isShort: (name: string) => boolean = () => false, model?: string) {
  const videos = join(folder, `videos-${cases++}`)
  mkdirSync(videos)
  for (let prompt = 0; prompt < 6; prompt++) {
    for (let sample = 0; sample < 2; sample++) {
      const name = `prompt number ${prompt}-${sample}.mp4`
      writeFileSync(
        join(videos, name),
        markedVideo(`${name} ${cases}`, isShort(name) ? 'clip.mp4' : 'six-seconds.mp4'),
      )
    }
  }
  return fakeRecorded(videos, model)
}

/** The prompts are the suite's own, so that its protocols hold. */
function request(changes: Partial<RunRequest>, output = join(folder, `runs-${cases++}`)): RunRequest {
  const made = fakeRequest(output, changes)
  const own = { kind: 'pinned' as const, name: 'own', urls: [], sha256: made.promptList.sha256 }
  return { ...made, suite: { ...made.suite, promptSources: { own } } }
}

const output = join(folder, 'undisturbed')
const generators = [recorded()]
const prompts = fakePrompts(6).map((prompt, i) =>
  i === 1 ? { ...prompt, dimensions: [...prompt.dimensions, 'overall-consistency' as const] } : prompt,
)
const undisturbed = run(request({ generators, prompts }, output))

const noChild = '/no/child/is/started.ts'

describe('clips of 5 s or more', () => {
  test('are scored in segments, and again without a frame', async () => {
    const { path, result } = await undisturbed
    expect([result.protocol, result.status]).toEqual(['vbench-long', 'complete'])
    const { scores } = result.items.find(({ promptId }) => promptId === '0002')!
    // six seconds in segments of two
    expect(scores['subject-consistency']).toMatchObject({ status: 'scored', weight: 3 })
    expect(scores['subject-consistency']).toHaveProperty('details.segments.length', 3)
    expect(scores['subject-consistency']).toHaveProperty('details.fusedSegments.length', 3)
    expect(scores['temporal-flickering'] ?? { weight: 3 }).toMatchObject({ weight: 3 })
    const dimension = result.models[0]!.dimensions.find(({ id }) => id === 'subject-consistency')!
    expect(dimension.evaluator).toMatchObject({ backbone: 'fake-embedder + fake-segments', segmentFusion: 1 })
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')))
    expect(manifest.protocol).toBe('vbench-long')
    expect(manifest.evaluators.find(({ id }) => id === 'subject-consistency')).toMatchObject({
      backbone: 'fake-embedder + fake-segments',
      weights: [{ path: '/weights/embedder.bin' }, { path: '/weights/segments.bin' }],
    })

    // one of its prompts has a dimension with segments of 10 s
    const weights = result.items.flatMap(({ promptId, scores: own }) => {
      const score = own['subject-consistency']
      return score?.status === 'scored' ? [[promptId, score.weight] as const] : []
    })
    expect(new Map(weights)).toEqual(new Map([1, 2, 3, 4].map((id) => [`000${id}`, id === 1 ? 1 : 3])))

    const again = await run(request({ generators, prompts, scoreWorker: noChild }, output))
    expect(again.result.models).toEqual(result.models)
    expect(again.result.items).toEqual(result.items)
  })

  test('don’t mix with shorter ones, of one model or of two', async () => {
    const mixed = { generators: [recorded((name) => name.startsWith('prompt number 4'))] }
    await expect(generateRun(request(mixed))).rejects.toMatchObject({
      problem: {
        message: expect.stringMatching(/recorded-model: 2 clips are shorter than 5 s and 10 are not/),
      },
    })
    const { result } = await run(request({ ...mixed, allowPartial: true }))
    expect([result.protocol, result.status]).toEqual(['vbench-long', 'incomplete'])
    for (const { prompt, scores } of result.items) {
      const short = prompt === 'prompt number 4'
      for (const score of Object.values(scores)) {
        if (short) expect(score).toMatchObject({ problem: { code: 'CLIP_NOT_LONG' } })
        else expect(score.status).not.toBe('unscored')
      }
    }
    const two = { generators: [recorded(() => true, 'short'), recorded(undefined, 'long')] }
    await expect(generateRun(request(two))).rejects.toMatchObject({
      problem: {
        message: expect.stringMatching(/short, long: 12 clips are shorter than 5 s and 12 are not/),
      },
    })
  })

  test('lack two dimensions without the networks for first frames, and no others', async () => {
    const weights: RunRequest['weights'] = {
      find: async (name) =>
        name === 'segments.bin' ? null : { path: `/weights/${name}`, bytes: 3, sha256: name },
    }
    const strict = request({ generators, weights, strict: true })
    await expect(run(strict)).rejects.toMatchObject({
      problem: {
        message: expect.stringMatching(/subject-consistency: fake-segments needs the file segments/),
      },
    })
    const { result } = await run(request({ generators, weights }))
    expect(result.status).toBe('incomplete')
    for (const { id, value, reason } of result.models[0]!.dimensions) {
      if (id.endsWith('-consistency')) expect([value, reason?.code]).toEqual([null, 'WEIGHTS_MISSING'])
      else if (id !== 'aesthetic-quality') expect(value, id).not.toBe(null)
    }
    // clips of one second need none of it
    const short = await generateRun(request({ generators: [recorded(() => true)], weights, strict: true }))
    expect(short.result.protocol).toBe('vbench')
  })

  test('are looked at eight segments at a time: what was found before a failure is kept', async () => {
    const videos = join(folder, 'twenty-seconds')
    mkdirSync(videos)
    const path = join(videos, 'prompt number 1-0.mp4')
    // ten segments and an eleventh that is filled up
    await writeNumberedClip(path, { frames: 167, fps: 8, width: 144, height: 32, hue: 0.5 })
    const made = { sha256: await sha256File(path), video: await probeVideo(path) }
    const segments = segmentsOf(made, 2)
    expect(segments).toHaveLength(11)
    const dimensions = ['subject-consistency', 'temporal-flickering'] as const
    const start = (output: string) =>
      run(
        request(
          { generators: [fakeRecorded(videos)], prompts: fakePrompts(2).slice(1), samples: 1, dimensions },
          join(folder, output),
        ),
      )
    process.env.BENCH_FAKE_REFUSE = segments[0]!.sha256
    const refused = await start('refused').finally(() => delete process.env.BENCH_FAKE_REFUSE)
    for (const score of Object.values(refused.result.items[0]!.scores)) {
      expect(score).toMatchObject({ status: 'unscored', problem: { code: 'CLIP_TOO_SMALL' } })
    }
    // the others are not shown to anyone again, so that refusing one of them changes nothing
    process.env.BENCH_FAKE_REFUSE = segments[1]!.sha256
    const resumed = await start('refused').finally(() => delete process.env.BENCH_FAKE_REFUSE)
    const whole = await start('whole')
    expect(resumed.result.items).toEqual(whole.result.items)
    expect(whole.result.items[0]!.scores['subject-consistency']).toMatchObject({ weight: 11 })
  })

  test('within segments only: other numbers, which compare with their like alone', async () => {
    const within: Partial<RunRequest> = {
      withinSegmentsOnly: true,
      fusionOf: ({ meta }) => fusionOf(meta, { withinSegmentsOnly: true }),
    }
    const a = await undisturbed
    const b = await run(request({ generators, prompts, ...within }))
    expect(b.result.models[0]!.dimensions[0]!.evaluator.backbone).toBe('fake-embedder')
    expect(() => assertComparable(a, b)).toThrow(/backbone/)
    expect(() => assertComparable(b, b)).not.toThrow()
    const short = { ...a, result: { ...a.result, protocol: 'vbench' as const } }
    expect(() => assertComparable(a, short)).toThrow(/protocol/)
  })
})
