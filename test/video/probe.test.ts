import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { BenchError, problemOf } from '../../bench/errors.ts'
import type { VideoInfo } from '../../bench/video/contract.ts'
import { probeVideo } from '../../bench/video/probe.ts'
import { clip, framesOf, movingSquare, writeClip, writeTurned } from '../support/movie.ts'
import { writePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)

function write(name: string, bytes: Uint8Array | string): string {
  writeFileSync(at(name), bytes)
  return at(name)
}

/** The code and the message of what `probeVideo` throws. */
async function refusal(path: string): Promise<[code: string, message: string]> {
  const thrown: unknown = await probeVideo(path).then(
    (info) => new Error(`expected a refusal, got ${JSON.stringify(info)}`),
    (error) => error,
  )
  expect(thrown).toBeInstanceOf(BenchError)
  const { code, message } = problemOf(thrown)
  return [code, message.replace(path, 'PATH')]
}

describe('what a video is', () => {
  const { clips } = JSON.parse(readFileSync(clip('clips.json'), 'utf8')) as {
    clips: Record<string, Pick<VideoInfo, 'width' | 'height' | 'fps'> & { frames: number }>
  }

  test.each(Object.entries(clips))('%s', async (name, { width, height, frames, fps }) => {
    expect(await probeVideo(clip(name))).toMatchObject({ width, height, frameCount: frames, fps })
  })

  test('codec and pixel format by name', async () => {
    expect(await probeVideo(clip('h264-10bit.mkv'))).toMatchObject({
      codec: 'h264',
      pixelFormat: 'yuv420p10le',
    })
    expect(await probeVideo(clip('h265.mp4'))).toMatchObject({ codec: 'hevc', pixelFormat: 'yuv420p' })
    expect(await probeVideo(clip('av1.mkv'))).toMatchObject({ codec: 'av1', pixelFormat: 'yuv420p' })
    expect(await probeVideo(clip('mpeg4.avi'))).toMatchObject({ codec: 'mpeg4', durationSeconds: 5 / 8 })
  })

  test('a variable rate is told from the rounding of time stamps', async () => {
    // 4 frames of 1/8 s, then 4 of 3/8 s
    expect(await probeVideo(clip('variable-rate.mp4'))).toMatchObject({
      variableFrameRate: true,
      frameCount: 8,
    })
    // milliseconds: 8 per second is exact, and so is our own encoder's NTSC rate in its ticks
    expect((await probeVideo(clip('vp9.webm'))).variableFrameRate).toBe(false)
    const ntsc = await writeClip(at('ntsc.mp4'), 5, 32, 32, 23.976)
    expect(await probeVideo(ntsc)).toMatchObject({ variableFrameRate: false, fps: 24000 / 1001 })
  })

  test('one frame', async () => {
    const path = await writeClip(at('one.mp4'), 1)
    expect(await probeVideo(path)).toMatchObject({ frameCount: 1, fps: 8, durationSeconds: 1 / 8 })
  })

  test('an empty packet of an AVI is a gap, not a frame and not the end', async () => {
    const path = write('gap.avi', withEmptyChunk(readFileSync(clip('mjpeg.avi'))))
    expect(await probeVideo(path)).toMatchObject({ frameCount: 5, variableFrameRate: true })
    expect((await framesOf(path)).frames.map((frame) => frame.timeSeconds)).toEqual(
      [0, 2, 3, 4, 5].map((n) => n / 8),
    )
  })

  test.each([90, 180, 270] as const)(
    '%i degrees of rotation: the size is the upright one',
    async (degrees) => {
      const path = writeTurned(await writeClip(at('upright.mp4'), 2), at(`turned-${degrees}.mp4`), degrees)
      const [width, height] = degrees === 180 ? [64, 48] : [48, 64]
      expect(await probeVideo(path)).toMatchObject({ rotationDegrees: degrees, width, height })
    },
  )

  test('a folder of images, 8 per second unless said otherwise', async () => {
    mkdirSync(at('images'))
    for (const [i, { data }] of [...movingSquare(3, 20, 16)].entries())
      writePng(at(`images/${i}.png`), 20, 16, data)
    const expected = { width: 20, height: 16, frameCount: 3, codec: 'png', pixelFormat: 'rgb24' }
    expect(await probeVideo(at('images'))).toMatchObject({ ...expected, fps: 8, durationSeconds: 3 / 8 })
    expect(await probeVideo(at('images'), { imagesPerSecond: 24 })).toMatchObject({ ...expected, fps: 24 })
  })

  test('names do not matter, contents do', async () => {
    expect(await probeVideo(write('wrong.txt', readFileSync(clip('vp9.webm'))))).toMatchObject({
      codec: 'vp9',
    })
    const odd = write('%20 "ç" -i x;#1.mp4', readFileSync(clip('h265.mp4')))
    expect(await probeVideo(odd)).toMatchObject({ codec: 'hevc' })
  })
})

describe('what is not a video', () => {
  let good: Buffer
  beforeAll(async () => {
    good = readFileSync(await writeClip(at('good.mp4'), 12))
  })

  test('missing', async () => {
    expect(await refusal(at('absent.mp4'))).toEqual(['VIDEO_MISSING', 'PATH: no such file or folder.'])
    expect((await refusal(join(clip('vp9.webm'), 'inside')))[0]).toBe('VIDEO_MISSING')
  })

  test('zero bytes', async () => {
    expect(await refusal(write('zero.mp4', ''))).toEqual(['VIDEO_EMPTY', 'PATH: the file has zero bytes.'])
  })

  test.each([
    ['a playlist', '#EXTM3U\n#EXTINF:1,\ngood.mp4\n'],
    ['a playlist', "ffconcat version 1.0\nfile 'good.mp4'\n"],
    ['a PNG image', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['a text file (HTML or XML)', '<?xml version="1.0"?><MPD></MPD>'],
    ['a Git LFS pointer instead of the video', 'version https://git-lfs.github.com/spec/v1'],
    ['unknown data that starts with the bytes 68656c6c6f', 'hello'],
  ])('another kind of file: %s', async (found, bytes) => {
    const [code, message] = await refusal(write('other.mp4', bytes))
    expect(code).toBe('VIDEO_FORMAT')
    expect(message).toContain(`found ${found}, expected MP4/MOV, Matroska/WebM, AVI or GIF`)
  })

  test('sound only, and sound with a cover picture', async () => {
    expect(await refusal(clip('audio.m4a'))).toEqual([
      'VIDEO_NO_STREAM',
      'PATH: no video stream; found audio streams: 1, cover pictures: 0, others: 0.',
    ])
    expect((await refusal(clip('cover.m4a')))[1]).toContain('cover pictures: 1')
  })

  test('a codec outside the list', async () => {
    // the sample entry's name in the index; "rle " is Apple Animation
    const bytes = Buffer.from(good)
    bytes.write('rle ', bytes.indexOf('avc1', bytes.indexOf('stsd')), 'latin1')
    const [code, message] = await refusal(write('codec.mp4', bytes))
    expect(code).toBe('VIDEO_FORMAT')
    expect(message).toContain('found video codec qtrle, expected one of h264, hevc')
  })

  test('zero frames', async () => {
    expect(await refusal(write('no-frames.mp4', withoutFrames(good)))).toEqual([
      'VIDEO_NO_FRAMES',
      'PATH: the video holds zero frames.',
    ])
  })

  test('cut short: what is missing is named', async () => {
    const cut = good.length - 500
    expect(await refusal(write('cut.mp4', good.subarray(0, cut)))).toEqual([
      'VIDEO_TRUNCATED',
      `PATH: the file is cut short: the mdat box should end at byte ${good.length}, the file ends at byte ${cut}.`,
    ])
    const early = await refusal(write('early.mp4', good.subarray(0, 200)))
    expect(early[1]).toContain('the moov box should end at byte')
    expect((await refusal(write('start.mp4', good.subarray(0, 36))))[1]).toContain(
      'its index (the moov box) is missing',
    )
  })

  test.each(['vp9.webm', 'av1.mkv', 'mpeg4.avi', 'gif.gif', 'av1.mp4'])(
    'cut short anywhere: %s',
    async (name) => {
      const bytes = readFileSync(clip(name))
      for (const share of [0.2, 0.5, 0.8, 0.98]) {
        const path = write(`cut-${name}`, bytes.subarray(0, Math.floor(bytes.length * share)))
        expect({ share, code: (await refusal(path))[0] }).toEqual({ share, code: 'VIDEO_TRUNCATED' })
      }
    },
  )

  test('damaged structure', async () => {
    const bytes = Buffer.from(good)
    bytes.fill(0xff, bytes.indexOf('mvhd') - 4, bytes.indexOf('mdat') - 4)
    expect((await refusal(write('index.mp4', bytes)))[0]).toMatch(/^VIDEO_(CORRUPT|NO_STREAM)$/)
  })

  test('larger than the limit', async () => {
    const bytes = Buffer.from(good)
    const entry = bytes.indexOf('avc1', bytes.indexOf('stsd'))
    bytes.writeUInt16BE(65_000, entry + 4 + 24)
    bytes.writeUInt16BE(65_000, entry + 4 + 26)
    const [code, message] = await refusal(write('large.mp4', bytes))
    expect(code).toBe('VIDEO_TOO_LARGE')
    expect(message).toContain('frames of 65000x65000, expected at most 35389440 pixels')
  })

  test('a folder without images, with a cut JPEG, with an empty PNG', async () => {
    for (const name of ['no-images', 'cut-jpeg', 'empty-png']) mkdirSync(at(name))
    expect((await refusal(at('no-images')))[1]).toContain('a folder without PNG or JPEG images (0 entries)')
    const avi = readFileSync(clip('mjpeg.avi'))
    const start = avi.indexOf(Buffer.from([0xff, 0xd8, 0xff]))
    write('cut-jpeg/1.jpg', avi.subarray(start, avi.indexOf(Buffer.from([0xff, 0xd9]), start) - 200))
    expect((await refusal(at('cut-jpeg')))[0]).toBe('VIDEO_TRUNCATED')
    write('empty-png/1.png', '')
    expect((await refusal(at('empty-png')))[0]).toBe('VIDEO_EMPTY')
  })

  test.skipIf(process.platform === 'win32')('a pipe is refused, not waited for', async () => {
    execFileSync('mkfifo', [at('pipe.mp4')])
    expect((await refusal(at('pipe.mp4')))[1]).toContain('found a device or a pipe')
  })

  test('an aborted probe throws the reason', async () => {
    const options = { signal: AbortSignal.abort(new Error('enough')) }
    await expect(probeVideo(at('good.mp4'), options)).rejects.toThrow('enough')
  })
})

/** The clip with an index that lists no samples (ISO/IEC 14496-12, 8.6 and 8.7: all tables get zero entries). */
function withoutFrames(movie: Buffer): Buffer {
  const bytes = Buffer.from(movie)
  for (const table of ['stts', 'stsc', 'stco', 'ctts', 'stss']) {
    const place = bytes.indexOf(table)
    if (place >= 0) bytes.writeUInt32BE(0, place + 8)
  }
  bytes.writeUInt32BE(0, bytes.indexOf('stsz') + 12)
  return bytes
}

/** The clip with an empty chunk before its second frame, and without its index, which no longer fits. */
function withEmptyChunk(avi: Buffer): Buffer {
  const frames = avi.indexOf('movi')
  const second = avi.indexOf('00dc', avi.indexOf('00dc', frames) + 4)
  const empty = Buffer.from('00dc\0\0\0\0', 'latin1')
  const bytes = Buffer.concat([avi.subarray(0, second), empty, avi.subarray(second)])
  for (const size of [4, frames - 4]) bytes.writeUInt32LE(bytes.readUInt32LE(size) + empty.length, size)
  bytes.write('JUNK', bytes.indexOf('idx1'), 'latin1')
  return bytes
}
