import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { problemOf } from '../../bench/errors.ts'
import { type DecodeOptions, decodeFrames } from '../../bench/video/decode.ts'
import { readGoldenTensors } from '../support/golden-tensors.ts'
import { clip, framesOf, movingSquare, writeClip, writeTurned } from '../support/movie.ts'
import { writePng } from '../support/png.ts'
import { describeShared, sharedPath } from '../support/shared.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()

async function sha256Of(path: string, options: DecodeOptions = {}, reversed = false) {
  const hash = createHash('sha256')
  let frames = 0
  for await (const { data, width, height } of decodeFrames(path, options)) {
    expect(data.length).toBe(width * height * 3)
    hash.update(reversed ? reverseChannels(data) : data)
    frames++
  }
  return { frames, sha256: hash.digest('hex') }
}

function reverseChannels(rgb: Uint8Array): Uint8Array {
  const bgr = rgb.slice()
  for (let i = 0; i < bgr.length; i += 3)
    bgr.set([rgb[i + 2] as number, rgb[i + 1] as number, rgb[i] as number], i)
  return bgr
}

describeShared("OpenCV's bytes", () => {
  const { rows } = JSON.parse(
    readFileSync(sharedPath('fixtures/vbench/temporal_flickering/golden.json'), 'utf8'),
  ) as { rows: { clip: string; frames: number; cv2_bgr_sha256: string }[] }

  test.each(rows)('$clip: H.264 in yuv420p', async ({ clip: name, frames, cv2_bgr_sha256 }) => {
    const path = sharedPath(`fixtures/vbench/clips/${name}`)
    expect(await sha256Of(path, {}, true)).toEqual({ frames, sha256: cv2_bgr_sha256 })
  })
})

describe('every codec and container', () => {
  const { clips } = JSON.parse(readFileSync(clip('clips.json'), 'utf8')) as {
    clips: Record<string, { width: number; height: number; frames: number; sha256: string }>
  }

  test.each(Object.entries(clips))('%s', async (name, { frames, sha256 }) => {
    expect(await sha256Of(clip(name))).toEqual({ frames, sha256 })
  })

  test('the bytes are the same for 1, 2 and 5 threads', async () => {
    const expected = await sha256Of(clip('h265.mp4'), { threads: 1 })
    expect(await sha256Of(clip('h265.mp4'), { threads: 2 })).toEqual(expected)
    expect(await sha256Of(clip('h265.mp4'), { threads: 5 })).toEqual(expected)
  })
})

describe('decodeFrames', () => {
  let path: string
  beforeAll(async () => {
    path = await writeClip(join(folder, 'square.mp4'), 12)
  })

  test('numbers frames, and times them from the first', async () => {
    const { frames } = await framesOf(path)
    expect(frames.map((frame) => frame.index)).toEqual(Array.from({ length: 12 }, (_, i) => i))
    expect(frames.map((frame) => frame.timeSeconds)).toEqual(Array.from({ length: 12 }, (_, i) => i / 8))
  })

  test('a selection yields those frames and no others, unchanged', async () => {
    const { frames } = await framesOf(path)
    const found: number[] = []
    for await (const frame of decodeFrames(path, { frames: [9, 0, 4, 4] })) {
      found.push(frame.index)
      expect(Buffer.from(frame.data).equals(frames[frame.index]?.data as Uint8Array)).toBe(true)
    }
    expect(found).toEqual([0, 4, 9])
  })

  test('a selected frame that does not exist is an error after the others', async () => {
    const found: number[] = []
    const read = async () => {
      for await (const { index } of decodeFrames(path, { frames: [11, 12] })) found.push(index)
    }
    await expect(read()).rejects.toThrow('frame 12 was asked for, the video has 12 frames')
    expect(found).toEqual([11])
  })

  test('stops between frames when it is aborted, and when the consumer leaves', async () => {
    const controller = new AbortController()
    const read = async () => {
      for await (const { index } of decodeFrames(path, { signal: controller.signal })) {
        if (index === 1) controller.abort(new Error('enough'))
      }
    }
    await expect(read()).rejects.toThrow('enough')
    for await (const { index } of decodeFrames(path)) if (index === 2) break
  })

  test('one buffer serves all frames', async () => {
    const buffers = new Set<Uint8Array>()
    for await (const { data } of decodeFrames(path)) buffers.add(data)
    expect(buffers.size).toBe(1)
  })

  test.each([0, 90, 180, 270] as const)('frames turned by %i degrees are scaled upright', async (degrees) => {
    const turned = degrees === 0 ? path : writeTurned(path, join(folder, `scaled-${degrees}.mp4`), degrees)
    for await (const { width, height, data, scaled } of decodeFrames(turned, { frames: [3] })) {
      expect(Buffer.from(scaled!(width, height)).equals(data)).toBe(true)
      expect(scaled!(20, 10)).toHaveLength(20 * 10 * 3)
    }
  })

  test.each([90, 180, 270] as const)('%i degrees of rotation are applied', async (degrees) => {
    const turned = writeTurned(path, join(folder, `turned-${degrees}.mp4`), degrees)
    const upright = (await framesOf(path)).frames[3]
    const found = (await framesOf(turned)).frames[3]
    if (!upright || !found) throw new Error('expected a fourth frame')
    const sideways = degrees !== 180
    expect([found.width, found.height]).toEqual(sideways ? [48, 64] : [64, 48])
    const pixel = (frame: typeof found, x: number, y: number) => [
      ...frame.data.subarray((y * frame.width + x) * 3).subarray(0, 3),
    ]
    for (const [x, y] of [
      [0, 0],
      [10, 5],
      [63, 47],
      [40, 2],
    ] as const) {
      const [toX, toY] = { 90: [47 - y, x], 180: [63 - x, 47 - y], 270: [y, 63 - x] }[degrees] as [
        number,
        number,
      ]
      expect(pixel(found, toX, toY)).toEqual(pixel(upright, x, y))
    }
  })
})

describe('a folder of images', () => {
  const frames = [...movingSquare(12, 20, 16)].map(({ data }) => data)
  const images = join(folder, 'images')
  beforeAll(() => {
    mkdirSync(images)
    for (const [i, data] of frames.entries()) writePng(join(images, `frame-${i}.png`), 20, 16, data)
    writeFileSync(join(images, 'notes.txt'), 'not a frame')
  })

  test('is read in natural order, to the byte', async () => {
    const { frames: found, error } = await framesOf(images)
    expect(error).toBeUndefined()
    expect(found.length).toBe(12)
    for (const { index, data } of found) {
      expect({ index, equal: Buffer.from(data).equals(frames[index] as Uint8Array) }).toEqual({
        index,
        equal: true,
      })
    }
    expect(found[3]?.timeSeconds).toBe(3 / 8)
  })

  test('JPEG images are read', async () => {
    const jpegs = join(folder, 'jpegs')
    mkdirSync(jpegs)
    for (const name of ['b.jpg', 'A.JPEG']) writeFileSync(join(jpegs, name), firstJpeg(clip('mjpeg.avi')))
    const { frames: found, error } = await framesOf(jpegs)
    expect(error).toBeUndefined()
    const [first] = (await framesOf(clip('mjpeg.avi'))).frames
    for (const frame of found) expect(Buffer.from(frame.data).equals(first?.data as Uint8Array)).toBe(true)
    expect(found.length).toBe(2)
  })

  test('images of different sizes are an error that names both', async () => {
    const mixed = join(folder, 'mixed')
    mkdirSync(mixed)
    writePng(join(mixed, '1.png'), 20, 16, frames[0] as Uint8Array)
    writePng(join(mixed, '2.png'), 16, 20, frames[1] as Uint8Array)
    const { frames: found, error } = await framesOf(mixed)
    expect(found.length).toBe(1)
    expect(problemOf(error)).toMatchObject({ code: 'VIDEO_SIZES_DIFFER' })
    expect(problemOf(error).message).toContain('frame 1 is 16x20 pixels, the first one is 20x16')
  })

  test('a damaged image is an error that names it', async () => {
    const damaged = join(folder, 'damaged')
    mkdirSync(damaged)
    writePng(join(damaged, '1.png'), 20, 16, frames[0] as Uint8Array)
    writeFileSync(join(damaged, '2.png'), 'no picture')
    const { frames: found, error } = await framesOf(damaged)
    expect(found.length).toBe(1)
    expect(problemOf(error)).toMatchObject({ code: 'VIDEO_CORRUPT' })
    expect(problemOf(error).message).toContain('2.png: no readable PNG image')
  })
})

/** The first picture of an MJPEG file: from its start to its end mark. */
function firstJpeg(path: string): Buffer {
  const bytes = readFileSync(path)
  const start = bytes.indexOf(Buffer.from([0xff, 0xd8, 0xff]))
  return bytes.subarray(start, bytes.indexOf(Buffer.from([0xff, 0xd9]), start) + 2)
}

describeShared('frames scaled by the decoder', () => {
  const golden = readGoldenTensors(sharedPath('fixtures/vbench/decord_scale/io.safetensors'))
  const scaledFrames = async (name: string, side: number) => {
    const frames: Uint8Array[] = []
    for await (const frame of decodeFrames(sharedPath(`fixtures/vbench/clips/${name}`))) {
      frames.push(frame.scaled!(side, side).slice())
    }
    return frames
  }

  test('are those of decord with a width and a height, to three levels', async () => {
    const frames = await scaledFrames('vtest_320x240_24f_10fps.mp4', 384)
    const { data } = golden('scale384_bilinear_frame1_sub', 'U8')
    // every third row and column
    const found = data.map((_, i) => {
      const pixel = Math.floor(i / 3)
      return frames[1]![(3 * Math.floor(pixel / 128) * 384 + 3 * (pixel % 128)) * 3 + (i % 3)]!
    })
    expect(Math.max(...found.map((value, i) => Math.abs(value - data[i]!)))).toBeLessThanOrEqual(3)
  })

  test('at their own size they are the frame itself', async () => {
    const path = sharedPath('fixtures/vbench/clips/vtest_256x256_16f_8fps.mp4')
    for await (const { data, scaled } of decodeFrames(path, { frames: [0, 7] })) {
      expect(Buffer.from(scaled!(256, 256)).equals(data)).toBe(true)
    }
  })
})
