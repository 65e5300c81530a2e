import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../../bench/errors.ts'
import { decodeFrames } from '../../bench/video/decode.ts'
import { bench, benchHere } from '../support/bench.ts'
import { writeNumberedClip } from '../support/numbered-clip.ts'
import { writePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { readResult } from './results.ts'

const folder = temporaryFolder()
const list = join(folder, 'list.json')
const size = { width: 192, height: 108 }
const scenes = [
  {
    text: 'a ball over a field',
    image: 'a ball.png',
    hue: 0.1,
    dimension: ['i2v_subject', 'subject_consistency'],
  },
  {
    text: 'a blue hill',
    image: 'a hill.png',
    hue: 0.6,
    dimension: ['i2v_background', 'temporal_flickering'],
  },
  { text: 'a blue hill, camera static', image: 'a hill.png', hue: 0.6, dimension: ['camera_motion'] },
] as const
const pictures = (name: string) => join(folder, name)

/** Clips of three prompts, and the first frame of each as its picture, in a folder of crops. */
beforeAll(async () => {
  for (const name of ['videos', 'crop/16-9', 'crop/1-1']) mkdirSync(pictures(name), { recursive: true })
  for (const { text, image, hue } of scenes) {
    const path = join(folder, 'videos', `${text}-0.mp4`)
    await writeNumberedClip(path, { ...size, frames: 8, fps: 8, hue })
    for await (const { data } of decodeFrames(path, { frames: [0] })) {
      writePng(join(folder, 'crop/16-9', image), size.width, size.height, Uint8Array.from(data))
      const square = new Uint8Array(64 * 64 * 3).fill(hue * 200)
      writePng(join(folder, 'crop/1-1', image), 64, 64, square)
    }
  }
  const rows = scenes.map(({ text, image, dimension }) => ({ prompt_en: text, image_name: image, dimension }))
  writeFileSync(list, JSON.stringify(rows))
})

const base = ['run', 'vbench-i2v', '--prompts', list, '--profile', 'toybox', '--samples', '1', '--json']
const sources = [
  '--videos',
  `a=${join(folder, 'videos')}`,
  '--output',
  join(folder, 'runs'),
  '--workers',
  '1',
]
/** All runs are one: what is known of the clips is not computed again. */
const args = (...more: readonly string[]) => [...base, ...sources, '--format', 'json', ...more]
const run = async (...more: readonly string[]) => {
  const outcome = await bench(args(...more), { cwd: folder })
  expect(outcome.stdout, outcome.stderr).not.toBe('')
  return { ...outcome, result: readResult((JSON.parse(outcome.stdout) as { path: string }).path) }
}

describe('bench run vbench-i2v', { timeout: 120_000 }, () => {
  test('scores recorded clips beside their pictures, and other pictures give other scores', async () => {
    const crops = ['--images', pictures('crop')]
    const { result, stderr, status } = await run(...crops, '--image-ratio', '16-9')
    expect(status, stderr).toBe(exitCodes.passed)
    const [model] = result.models
    expect(result.protocol).toBe('custom')
    expect(model).not.toHaveProperty('semantic')
    expect(model!.i2v).toMatchObject({ value: null, missing: ['camera-motion'] })
    expect(model!.dimensions.map(({ id, group }) => [id, group]).slice(0, 4)).toEqual([
      ['camera-motion', 'i2v'],
      ['i2v-subject', 'i2v'],
      ['i2v-background', 'i2v'],
      ['subject-consistency', 'quality'],
    ])
    expect(model!.dimensions[0]).toMatchObject({ value: null, reason: { code: 'ROLE_EMPTY' } })
    expect(result.manifest.pictures).toMatchObject({ folder: pictures('crop/16-9'), count: 2 })
    const likeness = () => {
      const score = result.items[0]!.scores['i2v-subject']!
      return score.status === 'scored' ? (score.details as { toImage: number[] }).toImage : []
    }
    // the picture is the first frame
    expect(result.items[0]!.image).toBe('a ball.png')
    expect(likeness()).toHaveLength(8)
    expect(likeness()[0]).toBeGreaterThan(0.999)

    const others = await run(...crops, '--image-ratio', '1-1')
    expect(others.stderr).toContain('3 of 3 clips of a have another shape than their picture')
    expect(others.result.runId).toBe(result.runId)
    const value = (found: typeof result, id: string) =>
      found.models[0]!.dimensions.find((dimension) => dimension.id === id)!.value!
    for (const id of ['i2v-subject', 'i2v-background']) {
      expect(value(others.result, id)).toBeLessThan(value(result, id))
    }
    expect(value(others.result, 'subject-consistency')).toBe(value(result, 'subject-consistency'))
  })

  test('without pictures leaves what needs them unscored, and --strict refuses', async () => {
    const { result, status, stderr } = await run()
    expect(status, stderr).toBe(exitCodes.incomplete)
    const [, subject, background, consistency] = result.models[0]!.dimensions
    expect(subject).toMatchObject({ value: null, reason: { code: 'IMAGES_NOT_GIVEN' } })
    expect(background).toMatchObject({ value: null, reason: { code: 'IMAGES_NOT_GIVEN' } })
    expect(consistency!.value).toBeTypeOf('number')
    const strict = await benchHere(args('--strict'))
    expect(strict.status, strict.stderr).toBe(exitCodes.preflight)
  })

  test('names pictures that are missing, damaged or elsewhere before it scores', async () => {
    const broken = pictures('broken')
    mkdirSync(broken)
    writeFileSync(join(broken, 'A ball.PNG'), 'x')
    symlinkSync(join(folder, 'crop/16-9/a hill.png'), join(broken, 'a hill.png'))
    const missing = await benchHere(args('--images', broken))
    expect(missing.status).toBe(exitCodes.preflight)
    expect(missing.stderr).toContain('There is no picture "a ball.png"')
    expect(missing.stderr).toContain('There is "A ball.PNG".')
    expect(missing.stderr).toContain('"a hill.png" leads out of')
    rmSync(join(broken, 'A ball.PNG'))
    writeFileSync(join(broken, 'a ball.png'), 'GIF89a')
    const partial = await run('--images', broken, '--allow-partial')
    expect(partial.status, partial.stderr).toBe(exitCodes.passed)
    const [, subject, background] = partial.result.models[0]!.dimensions
    expect(subject).toMatchObject({ value: null, reason: { code: 'IMAGE_UNREADABLE' } })
    expect(background).toMatchObject({ value: null, reason: { code: 'IMAGE_OUTSIDE' } })
  })

  test('says which crops there are, and where pictures are of no use', async () => {
    const crops = ['--images', pictures('crop')]
    const several = await benchHere(args(...crops))
    expect(several.status).toBe(exitCodes.usage)
    expect(several.stderr).toContain('crops of several ratios (1-1, 16-9)')
    const unknown = await benchHere(args(...crops, '--image-ratio', '5-4'))
    expect(unknown.stderr).toContain('there is no folder 5-4 in it (found 1-1, 16-9)')
    const other = await benchHere(['run', 'vbench', '--images', folder, '--dry-run'])
    expect(other.status).toBe(exitCodes.usage)
    expect(other.stderr).toContain('the suite vbench makes no clips from pictures')
    const alone = await benchHere([...base, '--image-ratio', '1-1'])
    expect(alone.stderr).toContain('there is no folder of pictures')
    const list = await benchHere([...base, '--images', join(folder, 'nowhere')])
    expect(list.stderr).toContain('there is no such folder')
  })
})
