import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Generator } from '../../../bench/generators/contract.ts'
import { generators } from '../../../bench/generators/table.ts'
import { decodeFrames } from '../../../bench/video/decode.ts'
import { probeVideo } from '../../../bench/video/probe.ts'
import { plannedClip } from '../clips.ts'
import { draw, mean } from './pixels.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-toybox-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function make(options: Record<string, unknown> = {}): Generator {
  const { create, options: schema } = generators.toybox
  return create(schema.parse(options), { baseDir: folder })[0]!
}

async function write(prompt: string, name: string, options: Record<string, unknown> = {}): Promise<string> {
  const session = await make(options).open()
  const signal = new AbortController().signal
  const outcome = await session.generate({
    clip: plannedClip(prompt),
    outputPath: join(folder, name),
    signal,
  })
  await session.close()
  expect(outcome.owned).toBe(true)
  return outcome.path
}

describe('the toybox generator', () => {
  test('says what it is', () => {
    expect(make()).toMatchObject({
      id: 'toybox',
      model: 'toybox',
      notice: 'procedural reference, not a model',
      makesClips: true,
    })
    expect(make({ degrade: { kind: 'blur' } }).notice).toBe(
      'procedural reference, not a model; spoilt on purpose: blur 1',
    )
  })

  test('writes a video that decodes to what it drew', async () => {
    const prompt = 'a red circle moving left on a striped blue background'
    const path = await write(prompt, 'a.mp4')
    expect(await probeVideo(path)).toMatchObject({
      width: 128,
      height: 128,
      frameCount: 16,
      fps: 8,
      codec: 'h264',
    })
    const drawn = draw(prompt, 7)
    let count = 0
    for await (const frame of decodeFrames(path)) {
      const { data } = drawn[frame.index]!
      const errors = [...frame.data].map((level, i) => Math.abs(level - data[i]!))
      // Chroma of half the size softens the rims of saturated shapes; all else is within a few levels.
      expect(mean(errors)).toBeLessThan(3)
      count++
    }
    expect(count).toBe(16)
  })

  test('writes the same bytes for the same prompt and seed', async () => {
    const [a, b] = [await write('a star', 'b.mp4'), await write('a star', 'c.mp4')]
    expect(readFileSync(a).equals(readFileSync(b))).toBe(true)
  })

  test('tells prompts that it can not draw before the run, and clips that it can not make', async () => {
    const clips = [plannedClip('a red circle'), plannedClip('a cat on a skateboard')]
    expect(await make().preflight(clips)).toMatchObject([
      { itemId: 'model/a cat on a skateboard/0', level: 'error', problem: { code: 'TOYBOX_PROMPT' } },
    ])
    await expect(write('a cat', 'd.mp4')).rejects.toMatchObject({ problem: { code: 'TOYBOX_PROMPT' } })
  })

  test('has another identity for every option that changes the pixels', async () => {
    const options = [
      {},
      { size: 64 },
      { frames: 17 },
      { degrade: { kind: 'blur' } },
      { degrade: { kind: 'blur', strength: 0.5 } },
    ]
    const identities = await Promise.all(
      options.map(async (one) => JSON.stringify(await make(one).identity())),
    )
    expect(new Set(identities).size).toBe(options.length)
    expect(await make({ model: 'other name' }).identity()).toEqual(await make().identity())
  })

  test('refuses options that it does not know', () => {
    expect(() => make({ degrade: { kind: 'melt' } })).toThrow()
    expect(() => make({ sizee: 64 })).toThrow()
  })
})
