import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type PlanRequest, planStudyRun } from '../../../bench/cli/preference/plan-study.ts'
import type { RunEvent } from '../../../bench/records/event.ts'
import type { StudySource } from '../../../bench/review/study-source.ts'
import { openStore } from '../../../bench/store/open.ts'
import { readItems, readStudy, readStudyClips } from '../../../bench/store/studies.ts'
import { encodeVideo } from '../../../bench/video/encode.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const folder = temporaryFolder()
const models = ['a', 'b']
const prompts = ['p0', 'p1', 'p2'].map((id) => ({ id, text: `prompt ${id}`, dimensions: [] }))
const pathOf = (model: string, promptId: string) => join(folder, `${model}-${promptId}.mp4`)
const source: StudySource = {
  models,
  prompts,
  clipOf: (model, promptId) => ({
    model,
    promptId,
    sampleIndex: 0,
    runId: null,
    path: pathOf(model, promptId),
    sha256: `${model} ${promptId}`,
    scores: {},
  }),
}

function request(outputDir: string, change: Partial<PlanRequest> = {}): PlanRequest {
  return {
    source,
    settings: {
      form: { kind: 'pairwise', aspects: ['visual-quality'], comment: false },
      raters: 3,
      ratersPerItem: 2,
      goldRate: 0.5,
      repeatRate: 0,
      seed: 0,
      against: null,
      excludeBelowGold: 0.75,
      minimumWatchSeconds: 0,
    },
    notices: [],
    manifest: {
      command: ['bench', 'run', 'preference'],
      config: {},
      seed: 0,
      promptList: { name: 'test', sha256: 'none', source: 'test' },
    },
    outputDir,
    fresh: false,
    workers: 1,
    onEvent: () => undefined,
    signal: new AbortController().signal,
    ...change,
  }
}

beforeAll(async () => {
  for (const [index, model] of models.entries()) {
    for (const { id } of prompts) {
      const frames = [0, 1].map((frame) => ({
        data: new Uint8Array(16 * 16 * 3).fill(50 + 60 * index + frame),
      }))
      await encodeVideo(pathOf(model, id), frames, { width: 16, height: 16, fps: 2 })
    }
  }
})

describe('planning a study', () => {
  test('that was interrupted goes on in the same folder, with the clips that are there', async () => {
    const output = join(folder, 'interrupted')
    mkdirSync(output)
    const controller = new AbortController()
    let clips = 0
    const stopped = planStudyRun(
      request(output, {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.type === 'item-finished' && ++clips === 2) controller.abort()
        },
      }),
    )
    await expect(stopped).rejects.toThrow()
    const [run] = readdirSync(output)
    const media = join(output, run!, 'media')
    const made = readdirSync(media).map((name) => [name, statSync(join(media, name)).mtimeMs] as const)
    expect(made).toHaveLength(2)
    const interrupted = await openStore(join(output, run!, 'run.db'))
    expect(await readStudy(interrupted)).toBeNull()
    await interrupted.close()

    expect(await planStudyRun(request(output))).toBe(join(output, run!))
    for (const [name, time] of made) expect(statSync(join(media, name)).mtimeMs).toBe(time)
    const store = await openStore(join(output, run!, 'run.db'))
    const { study } = (await readStudy(store))!
    const shown = await readStudyClips(store, study.id)
    expect(shown.map(({ path }) => path).sort()).toEqual(
      readdirSync(media)
        .map((name) => `media/${name}`)
        .sort(),
    )
    expect((await readItems(store, study.id)).length).toBeGreaterThan(6)
    await store.close()
  })

  test('says when the rule on gold checks could never apply', async () => {
    const events: RunEvent[] = []
    const output = join(folder, 'rule')
    await planStudyRun(request(output, { onEvent: (event) => events.push(event) }))
    const notices = events.flatMap((event) => (event.type === 'notice' ? [event.message] : []))
    expect(notices).toEqual([expect.stringMatching(/get 1 gold checks, and the rule .* needs 4/)])
  })

  test('of clips that can’t be read leaves a folder that the next attempt goes on with, and no study', async () => {
    const output = join(folder, 'broken')
    const broken: StudySource = {
      ...source,
      clipOf: (model, promptId) => ({ ...source.clipOf(model, promptId), path: join(folder, 'gone.mp4') }),
    }
    await expect(planStudyRun(request(output, { source: broken }))).rejects.toThrow(/gone\.mp4/)
    const path = await planStudyRun(request(output))
    expect(readdirSync(output)).toEqual([path.slice(output.length + 1)])
  })
})
