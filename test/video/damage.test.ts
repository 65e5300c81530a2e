import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BenchError, problemOf } from '../../bench/errors.ts'
import { seededRandom } from '../../bench/tensor/random.ts'
import { probeVideo } from '../../bench/video/probe.ts'
import { clip, framesOf, writeClip } from '../support/movie.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)

describe('damaged clips', () => {
  test('a cut clip yields what can be decoded, then says where it ends', async () => {
    const bytes = readFileSync(await writeClip(at('whole.mp4'), 24))
    writeFileSync(at('cut.mp4'), bytes.subarray(0, bytes.length - 300))
    const whole = (await framesOf(at('whole.mp4'))).frames
    const { frames, error } = await framesOf(at('cut.mp4'))
    expect(frames.length).toBeGreaterThan(0)
    expect(frames.length).toBeLessThan(whole.length)
    expect(Buffer.from(frames[0]?.data as Uint8Array).equals(whole[0]?.data as Uint8Array)).toBe(true)
    const { code, message } = problemOf(error)
    expect(code).toBe('VIDEO_TRUNCATED')
    expect(message).toContain(`${frames.length} frames could be decoded`)
  })

  test('damage inside is found though the container is whole', async () => {
    const bytes = readFileSync(await writeClip(at('whole.mp4'), 24))
    bytes.fill(0x5a, bytes.length - 400, bytes.length - 200)
    writeFileSync(at('damaged.mp4'), bytes)
    const { frames, error } = await framesOf(at('damaged.mp4'))
    expect(frames.length).toBeGreaterThan(0)
    expect(problemOf(error).code).toBe('VIDEO_CORRUPT')
  })

  const clips = [
    'h265.mp4',
    'vp9.webm',
    'vp8.webm',
    'av1.mkv',
    'mpeg4.avi',
    'mjpeg.avi',
    'gif.gif',
    'variable-rate.mp4',
  ]
  test.each(clips)('random damage is an answer or a BenchError, never a crash: %s', async (name) => {
    const whole = readFileSync(clip(name))
    const random = seededRandom('damage', name)
    for (let round = 0; round < 25; round++) {
      const bytes = Buffer.from(whole)
      for (let i = 0; i < 1 + round; i++) bytes[random.integer(bytes.length)] = random.integer(256)
      const path = at(`random-${round}-${name}`)
      writeFileSync(path, round % 3 === 0 ? bytes.subarray(0, random.integer(bytes.length)) : bytes)
      const outcomes = [await probeVideo(path).catch((error: unknown) => error), (await framesOf(path)).error]
      for (const outcome of outcomes) {
        if (outcome instanceof Error) {
          expect(outcome, `round ${round}: ${outcome.stack}`).toBeInstanceOf(BenchError)
          expect(problemOf(outcome).code).toMatch(/^VIDEO_/)
        }
      }
    }
  })
})
