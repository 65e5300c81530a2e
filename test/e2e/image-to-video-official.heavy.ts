import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeFrames } from '../../bench/video/decode.ts'
import { readPicture } from '../../bench/video/picture-file.ts'
import { createWeightLocator } from '../../bench/weights/locate.ts'
import { networkFolders } from '../../bench/weights/networks.ts'
import type { Backbone, BackboneContext, EvaluatorInput } from '../../evaluators/contract.ts'
import { dinoCentreEmbedder } from '../../evaluators/features/official/dino-centre-embedder.ts'
import { dreamsimEmbedder } from '../../evaluators/features/official/dreamsim-embedder.ts'
import { i2vBackground } from '../../evaluators/i2v-background.ts'
import { i2vSubject } from '../../evaluators/i2v-subject.ts'
import { fixtureFolder as cotrackerFolder } from '../models/vision/cotracker/fixture.ts'
import { bench } from '../support/bench.ts'
import { dreamsimParts, writeOwnNetwork } from '../support/dreamsim-files.ts'
import { writeNumberedClip } from '../support/numbered-clip.ts'
import { writePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { readResult } from './results.ts'

const folder = temporaryFolder()
const place = (...names: string[]) => join(folder, ...names)
const size = { width: 64, height: 48, frames: 9, fps: 8 }
const rows = [
  { prompt_en: 'a ball', image_name: 'ball.png', dimension: ['i2v_subject', 'i2v_background'] },
  { prompt_en: 'a ball, camera pans left', image_name: 'ball.png', dimension: ['camera_motion'] },
]

test('the official profile scores clips beside their picture with small networks of random weights', {
  timeout: 240_000,
}, async () => {
  for (const name of ['videos', 'images', 'weights']) mkdirSync(place(name))
  await writeNetworks(place('weights'))
  for (const { prompt_en } of rows) {
    await writeNumberedClip(place('videos', `${prompt_en}-0.mp4`), { ...size, hue: 0.2 })
  }
  const random = Uint8Array.from({ length: 90 * 70 * 3 }, (_, i) => (i * 37) % 251)
  writePng(place('images', 'ball.png'), 90, 70, random)
  writeFileSync(place('list.json'), JSON.stringify(rows))

  const sources = [
    '--videos',
    `a=${place('videos')}`,
    '--images',
    place('images'),
    '--prompts',
    place('list.json'),
  ]
  const networks = ['--profile', 'official', '--weights', place('weights')]
  const only = ['--dimension', 'i2v-subject,i2v-background,camera-motion', '--samples', '1']
  const args = ['run', 'vbench-i2v', ...sources, ...networks, ...only, '--json', '--format', 'json']
  const outcome = await bench(args, { cwd: folder, env: { HF_HOME: folder } })
  expect(outcome.status, outcome.stderr).toBe(0)
  const { path } = JSON.parse(outcome.stdout) as { path: string }
  const [model] = readResult(path).models
  const value = (id: string) => model!.dimensions.find((dimension) => dimension.id === id)!.value!
  expect(value('i2v-subject')).toBeCloseTo(await directly(dinoCentreEmbedder, i2vSubject), 9)
  expect(value('i2v-background')).toBeCloseTo(await directly(dreamsimEmbedder, i2vBackground), 9)
  expect([0, 1]).toContain(value('camera-motion'))
  expect(model!.i2v!.value).toBeTypeOf('number')
  expect(model!.total).toMatchObject({ value: null })
})

/** The recorded small DreamSim in its four parts, of which DINO serves the subject too, and the recorded small CoTracker. */
async function writeNetworks(weights: string): Promise<void> {
  const { files, sizes } = await dreamsimParts()
  for (const [file, tensors] of Object.entries(files)) {
    await writeOwnNetwork(join(weights, networkFolders[file]!), sizes[file]!, tensors)
  }
  symlinkSync(cotrackerFolder, join(weights, networkFolders['cotracker2.pth']!))
}

/** The score of the first clip without the pipeline: one session on all frames and on the picture. */
async function directly<R extends 'i2v-subject-embedder' | 'i2v-background-embedder'>(
  backbone: Backbone<R>,
  evaluator: typeof i2vSubject | typeof i2vBackground,
): Promise<number> {
  const session = await backbone.open(await contextOf(backbone))
  try {
    const clip = {
      sha256: 'a',
      video: {
        ...{ ...size, frameCount: size.frames, durationSeconds: 1, codec: 'h264', pixelFormat: 'yuv420p' },
        ...{ rotationDegrees: 0, variableFrameRate: false },
      },
    }
    const stream = session.begin(clip)
    for await (const frame of decodeFrames(place('videos', 'a ball-0.mp4'))) await stream.push(frame)
    const feature = (await stream.finish())[backbone.roles[0] as R]
    const image = await session.embedImage!(await readPicture(place('images', 'ball.png')))
    const prompt = { id: '0000', text: 'a ball', dimensions: [] }
    const score = evaluator.score({ clip, prompt, feature, image } as unknown as EvaluatorInput<never>)
    return score.status === 'scored' ? score.value : Number.NaN
  } finally {
    await session.close()
  }
}

async function contextOf({ weights }: Pick<Backbone, 'weights'>): Promise<BackboneContext> {
  const locator = createWeightLocator(place('weights'))
  const found = new Map<string, Awaited<ReturnType<typeof locator.find>>>()
  for (const name of weights) found.set(name, await locator.find(name))
  return {
    threads: 1,
    weightPath: (name) => found.get(name)!.path,
    architecture: (name) => found.get(name)?.network?.architecture ?? null,
  }
}
