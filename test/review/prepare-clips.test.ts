import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { StudyClip } from '../../bench/records/study-plan.ts'
import type { DraftClip } from '../../bench/review/draft-study.ts'
import { prepareClips } from '../../bench/review/prepare-clips.ts'
import { decodeFrames } from '../../bench/video/decode.ts'
import { encodeVideo } from '../../bench/video/encode.ts'
import { writePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const [width, height, frames] = [64, 48, 12]

/** A grid with a bright square that moves two pixels a frame. */
function pictures(): { data: Uint8Array }[] {
  return Array.from({ length: frames }, (_, frame) => {
    const data = new Uint8Array(width * height * 3)
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside = Math.abs(x - 8 - 2 * frame) < 5 && Math.abs(y - 24) < 5
        const level = inside ? 230 : x % 8 === 0 || y % 8 === 0 ? 150 : 60
        for (let channel = 0; channel < 3; channel++) data[at++] = level
      }
    }
    return { data }
  })
}

const clip = (clipId: string, path: string, degraded = false): DraftClip => ({
  clipId: clipId.repeat(32).slice(0, 32),
  degraded,
  source: {
    model: 'secret-model',
    promptId: 'p1',
    sampleIndex: 0,
    runId: null,
    path,
    sha256: 'of the source',
    scores: { color: 0.5 },
  },
})

async function prepare(clips: readonly DraftClip[], run: string): Promise<StudyClip[]> {
  return prepareClips(clips, {
    runPath: run,
    atOnce: 2,
    signal: new AbortController().signal,
    onClip: () => undefined,
  })
}

async function framesOf(path: string): Promise<Uint8Array[]> {
  const found: Uint8Array[] = []
  for await (const { data } of decodeFrames(path)) found.push(data.slice())
  return found
}

/** Mean absolute difference of two pictures, 8-bit levels. */
const distance = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, level, index) => sum + Math.abs(level - b[index]!), 0) / a.length

describe('the clips of a study', () => {
  const run = join(folder, 'run')
  const source = join(folder, 'secret-model', 'a prompt-0.mp4')
  let made: StudyClip[]

  beforeAll(async () => {
    mkdirSync(run)
    mkdirSync(join(folder, 'secret-model'))
    await encodeVideo(source, pictures(), { width, height, fps: 12, crf: 10 })
    made = await prepare([clip('a', source), clip('b', source, true)], run)
  })

  test('lie under names that say nothing, with what they are in the record', () => {
    expect(made.map(({ path }) => path)).toEqual([
      `media/${'a'.repeat(32)}.mp4`,
      `media/${'b'.repeat(32)}.mp4`,
    ])
    expect(made[0]).toMatchObject({
      model: 'secret-model',
      degraded: false,
      scores: { color: 0.5 },
      video: { width, height, frameCount: frames, fps: 12, codec: 'h264', pixelFormat: 'yuv420p' },
      source: { path: source, sha256: 'of the source' },
    })
    expect(made[1]).toMatchObject({ degraded: true, scores: {} })
    expect(made[0]!.bytes).toBe(statSync(join(run, made[0]!.path)).size)
  })

  test('show what the source shows', async () => {
    const [before, after] = [await framesOf(source), await framesOf(join(run, made[0]!.path))]
    expect(after).toHaveLength(frames)
    for (const [index, picture] of after.entries()) expect(distance(picture, before[index]!)).toBeLessThan(3)
  })

  test('degraded, are as long and as large, blurred, noisy, and held for five frames', async () => {
    const [before, after] = [await framesOf(source), await framesOf(join(run, made[1]!.path))]
    expect(after).toHaveLength(frames)
    for (const [index, picture] of after.entries())
      expect(distance(picture, before[index]!)).toBeGreaterThan(15)
    const steps = after.slice(1).map((picture, index) => distance(picture, after[index]!))
    const jumps = steps.flatMap((step, index) => (step > 4 ? [index + 1] : []))
    expect(jumps).toEqual([5, 10])
  })

  test('hold no name of the model, of the source or of a program in their bytes', () => {
    for (const { path } of made) {
      const bytes = readFileSync(join(run, path), 'latin1')
      for (const name of ['secret-model', 'a prompt', 'Lavf', 'Lavc', 'encoder']) {
        expect(bytes.includes(name), name).toBe(false)
      }
    }
  })

  test('made from the same pictures in another container and codec have the same structure', async () => {
    const images = join(folder, 'images')
    mkdirSync(images)
    for (const [index, picture] of (await framesOf(source)).entries()) {
      writePng(join(images, `${String(index).padStart(3, '0')}.png`), width, height, picture)
    }
    const [other] = await prepare([clip('c', images)], run)
    const boxes = (path: string) => {
      const bytes = readFileSync(join(run, path))
      const names: string[] = []
      for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
        names.push(bytes.toString('latin1', at + 4, at + 8))
      }
      return names
    }
    expect(boxes(other!.path)).toEqual(boxes(made[0]!.path))
    expect(other!.video).toMatchObject({ codec: 'h264', pixelFormat: 'yuv420p', frameCount: frames })
  })

  test('of an odd size lose their last row and column', async () => {
    const odd = join(folder, 'odd')
    mkdirSync(odd)
    const picture = new Uint8Array(33 * 25 * 3).fill(90)
    for (const name of ['0.png', '1.png']) writePng(join(odd, name), 33, 25, picture)
    const [found] = await prepare([clip('d', odd)], run)
    expect(found!.video).toMatchObject({ width: 32, height: 24, frameCount: 2 })
  })

  test('that are there already are kept, unless their source is newer', async () => {
    const path = join(run, made[0]!.path)
    const before = statSync(path).mtimeMs
    await prepare([clip('a', source)], run)
    expect(statSync(path).mtimeMs).toBe(before)
    const later = new Date(Date.now() + 10_000)
    utimesSync(source, later, later)
    await prepare([clip('a', source)], run)
    expect(statSync(path).mtimeMs).toBeGreaterThan(before)
  })

  test('that can’t be read are all named, and leave nothing behind', async () => {
    const [missing, broken] = [join(folder, 'missing.mp4'), join(folder, 'broken.mp4')]
    writeFileSync(broken, 'no video at all')
    const preparing = prepare([clip('e', missing), clip('f', broken)], run)
    await expect(preparing).rejects.toThrow(/2 clips .*[\s\S]*broken\.mp4[\s\S]*missing\.mp4/)
    expect(readdirSync(join(run, 'media')).filter((name) => /^[ef]|tmp/.test(name))).toEqual([])
    rmSync(broken)
  })
})
