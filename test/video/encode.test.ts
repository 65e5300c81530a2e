import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { problemOf } from '../../bench/errors.ts'
import { type EncodeFrame, encodeVideo, rationalFps } from '../../bench/video/encode.ts'
import { probeVideo } from '../../bench/video/probe.ts'
import { framesOf, movingSquare } from '../support/movie.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)
const size = { width: 64, height: 48, fps: 8 }
const frames = () => movingSquare(9, 64, 48)

const meanError = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length

describe('encodeVideo', () => {
  test('what is decoded is close to what was encoded, closer with a lower CRF', async () => {
    const errors: number[] = []
    for (const crf of [1, 18, 40]) {
      const path = at(`crf-${crf}.mp4`)
      const { frames: count, bytes } = await encodeVideo(path, frames(), { ...size, crf })
      expect({ count, bytes }).toEqual({ count: 9, bytes: readFileSync(path).length })
      const decoded = (await framesOf(path)).frames
      expect(decoded.length).toBe(9)
      const sources = [...frames()]
      errors.push(
        Math.max(...decoded.map(({ data }, i) => meanError(data, (sources[i] as EncodeFrame).data))),
      )
    }
    const [best, good, worst] = errors as [number, number, number]
    // half of the chroma samples are dropped in each direction, so that edges of colour differ at any CRF
    expect(best).toBeLessThan(2)
    expect(best).toBeLessThan(good)
    expect(good).toBeLessThan(worst)
  })

  test('H.264 in yuv420p at the given rate, index first', async () => {
    const path = at('form.mp4')
    await encodeVideo(path, frames(), { ...size, fps: 29.97 })
    expect(await probeVideo(path)).toMatchObject({
      codec: 'h264',
      pixelFormat: 'yuv420p',
      width: 64,
      height: 48,
      frameCount: 9,
      fps: 30000 / 1001,
      variableFrameRate: false,
      rotationDegrees: 0,
    })
    const bytes = readFileSync(path)
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'))
  })

  test('the same frames give the same bytes, without the time of day', async () => {
    await encodeVideo(at('a.mp4'), frames(), size)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await encodeVideo(at('b.mp4'), asynchronous(frames()), size)
    expect(readFileSync(at('a.mp4')).equals(readFileSync(at('b.mp4')))).toBe(true)
    const bytes = readFileSync(at('a.mp4'))
    // creation and modification times of the movie header (ISO/IEC 14496-12, 8.2.2)
    expect(bytes.readBigUInt64BE(bytes.indexOf('mvhd') + 8)).toBe(0n)
    expect(bytes.includes('Lavf')).toBe(false)
  })

  test('the smallest size, and one frame', async () => {
    const path = at('small.mp4')
    await encodeVideo(path, [{ data: new Uint8Array(12).fill(200) }], { width: 2, height: 2, fps: 1 })
    const decoded = (await framesOf(path)).frames
    expect(decoded.length).toBe(1)
    expect(meanError(decoded[0]?.data as Uint8Array, new Uint8Array(12).fill(200))).toBeLessThan(4)
  })

  test.each([
    [{ width: 63, height: 47 }, 'frames of 63x47', 'an even width and height, such as 64x48'],
    [{ width: 0, height: 48 }, 'frames of 0x48', 'whole numbers'],
    [{ width: 64.5, height: 48 }, 'frames of 64.5x48', 'whole numbers'],
    [{ width: 20_000, height: 20_000 }, 'frames of 20000x20000', 'at most 35389440 pixels'],
    [{ fps: 0 }, '0 frames per second', 'more than 0'],
    [{ fps: Number.NaN }, 'NaN frames per second', 'more than 0'],
    [{ crf: 52 }, 'CRF 52', '0 to 51'],
    [{ width: 32, height: 32 }, 'frame 0 of 9216 bytes', '3072 (32x32 RGB)'],
  ])('refuses %j', async (change, found, expected) => {
    const path = at('refused.mp4')
    const error: unknown = await encodeVideo(path, frames(), { ...size, ...change }).catch((thrown) => thrown)
    expect(problemOf(error).code).toBe('VIDEO_ENCODE')
    expect(problemOf(error).message).toContain(`cannot encode ${found}; expected ${expected}`)
    expect(readdirSync(folder).filter((name) => name.startsWith('refused'))).toEqual([])
  })

  test('a failed encode leaves nothing, and an older file as it was', async () => {
    const path = at('kept.mp4')
    writeFileSync(path, 'older')
    function* failing() {
      yield* movingSquare(3, 64, 48)
      throw new Error('no more')
    }
    await expect(encodeVideo(path, failing(), size)).rejects.toThrow('no more')
    await expect(encodeVideo(path, [], size)).rejects.toThrow('cannot encode zero frames')
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(encodeVideo(path, frames(), { ...size, signal })).rejects.toThrow('enough')
    expect(readFileSync(path, 'utf8')).toBe('older')
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([])
  })

  test('a missing folder is named', async () => {
    const error: unknown = await encodeVideo(at('absent/x.mp4'), frames(), size).catch((thrown) => thrown)
    expect(problemOf(error).code).toBe('FOLDER_READ_ONLY')
    expect(existsSync(at('absent'))).toBe(false)
  })

  test('a folder that takes no files is named', async () => {
    mkdirSync(at('locked'))
    chmodSync(at('locked'), 0o500)
    // the superuser writes anywhere but where the kernel alone does
    const locked = process.getuid?.() === 0 ? '/proc/self' : at('locked')
    const error: unknown = await encodeVideo(`${locked}/x.mp4`, frames(), size).catch((thrown) => thrown)
    expect(problemOf(error).code).toBe('FOLDER_READ_ONLY')
  })
})

test('frame rates as fractions', () => {
  expect(rationalFps(24)).toEqual({ num: 24, den: 1 })
  expect(rationalFps(23.976)).toEqual({ num: 24000, den: 1001 })
  expect(rationalFps(24000 / 1001)).toEqual({ num: 24000, den: 1001 })
  expect(rationalFps(59.94)).toEqual({ num: 60000, den: 1001 })
  expect(rationalFps(12.5)).toEqual({ num: 12500, den: 1000 })
  expect(rationalFps(0.5)).toEqual({ num: 500, den: 1000 })
})

async function* asynchronous<T>(values: Iterable<T>) {
  for (const value of values) {
    await new Promise(setImmediate)
    yield value
  }
}
