import { expect, test } from 'vitest'
import type { LpipsMeter } from '../../../bench/profile/quality/lpips-meter.ts'
import { qualityRow, unscoredRow } from '../../../bench/profile/quality/quality-row.ts'
import {
  type ReconstructingAutoencoder,
  reconstructClips,
  type SourceClip,
} from '../../../bench/profile/quality/reconstruct.ts'
import { qualityRowSchema } from '../../../bench/records/autoencoder-result.ts'
import { type FloatTensor, floatTensor } from '../../../bench/tensor/tensor.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import { picture } from './pictures.ts'

const size = { height: 16, width: 24 }
const setting = { variant: 'v', ...size, frames: 5, tiled: false }

function clip(name: string, { frames = 5, height = 16, width = 24 } = {}): SourceClip & { decoded: number } {
  const source = {
    name,
    decoded: 0,
    *frames(): Iterable<RgbFrame> {
      // like a decoder, it has one frame's memory for all
      const data = new Uint8Array(height * width * 3)
      for (let index = 0; index < frames; index++) {
        source.decoded += 1
        data.set(picture(height, width, name.length + index, 4))
        yield { index, height, width, data, timeSeconds: index / 8 }
      }
    },
  }
  return source
}

const identity: ReconstructingAutoencoder = {
  encode: async (video) => video,
  decode: async (latents) => latents,
}

/** Adds so many levels of noise to the latents. */
const noisy = (levels: number): ReconstructingAutoencoder => ({
  encode: async (video) => video,
  decode: async ({ shape, data }) =>
    floatTensor(
      shape,
      data.map((value, i) => value + (i % 2 === 0 ? levels : -levels) / 127.5),
    ),
})

const measured = (autoencoder: ReconstructingAutoencoder, clips: readonly SourceClip[], more = {}) =>
  reconstructClips(autoencoder, clips, { ...size, frames: 5, lpips: null, borders: [], ...more })

test('an autoencoder that loses nothing: no byte differs, and the record says so without infinity or NaN', async () => {
  const result = await measured(identity, [clip('a'), clip('bb')])
  expect(result.failures).toEqual([])
  expect(result.clips[0]).toMatchObject({ psnrDecibels: null, lpips: null, seams: null, frames: 5 })
  const row = qualityRow(setting, result)
  expect(row.psnr).toEqual({ status: 'infinite', clips: 2 })
  expect(row.ssim).toMatchObject({ status: 'scored', clips: 2 })
  expect(row.addedFlicker).toMatchObject({ status: 'scored', value: 0 })
  expect(qualityRowSchema.parse(JSON.parse(JSON.stringify(row)))).toEqual(row)
})

test('noise lowers PSNR by the known amount, and SSIM', async () => {
  const clips = () => [clip('a'), clip('bb'), clip('ccc')]
  const [one, two] = [await measured(noisy(8), clips()), await measured(noisy(16), clips())]
  const [first, second] = [qualityRow(setting, one), qualityRow(setting, two)]
  if (first.psnr.status !== 'scored' || second.psnr.status !== 'scored') throw new Error('expected scores')
  // what is clamped at black and white is off by less
  expect(first.psnr.value).toBeGreaterThan(20 * Math.log10(255 / 8))
  expect(first.psnr.value - second.psnr.value).toBeGreaterThan(5.5)
  expect(first.psnr.interval!.low).toBeLessThanOrEqual(first.psnr.value)
  expect(one.clips[0]!.ssim).toBeGreaterThan(two.clips[0]!.ssim)
})

test('flicker that the decoder adds is counted in levels', async () => {
  const flickering: ReconstructingAutoencoder = {
    encode: async (video) =>
      floatTensor(
        video.shape,
        video.data.map((value) => value / 2),
      ),
    decode: async ({ shape, data }) => {
      const plane = size.height * size.width
      return floatTensor(
        shape,
        data.map((value, i) => value + ((Math.floor(i / plane) % 5) % 2 === 0 ? 20 : -20) / 127.5),
      )
    },
  }
  const still: SourceClip = {
    name: 'still',
    *frames() {
      const data = picture(16, 24, 1, 0)
      for (let index = 0; index < 5; index++) yield { index, ...size, data, timeSeconds: index }
    },
  }
  const { clips } = await measured(flickering, [still])
  expect(clips[0]!.flicker).toEqual({ source: 0, reconstruction: expect.closeTo(40, 5) })
})

test('clips are decoded once, only as far as they are used, and made smaller when they are large', async () => {
  const large = clip('large', { frames: 40, height: 40, width: 50 })
  const { clips } = await measured(identity, [large])
  expect(large.decoded).toBe(5)
  expect(clips[0]).toMatchObject({ frames: 5, psnrDecibels: null })
})

test('what is wrong with one clip is its failure, and the others go on', async () => {
  const { clips, failures } = await measured(identity, [
    clip('short', { frames: 3 }),
    clip('low', { height: 12 }),
    clip('good'),
  ])
  expect(clips.map(({ name }) => name)).toEqual(['good'])
  expect(failures).toMatchObject([
    { clip: 'short', problem: { code: 'CLIP_TOO_SHORT', message: expect.stringContaining('3 frames') } },
    { clip: 'low', problem: { code: 'CLIP_TOO_SMALL', message: expect.stringContaining('24x12') } },
  ])
})

test.each([
  ['too few frames', (z: FloatTensor) => floatTensor([1, 3, 4, 16, 24], z.data.subarray(0, 4 * 3 * 384))],
  [
    'no numbers',
    ({ shape, data }: FloatTensor) =>
      floatTensor(
        shape,
        data.map(() => Number.NaN),
      ),
  ],
])('a reconstruction of %s is refused', async (_, decode) => {
  const broken = { encode: identity.encode, decode: async (z: FloatTensor) => decode(z) }
  const result = await measured(broken, [clip('a')])
  expect(result.failures[0]!.problem.code).toBe('RECONSTRUCTION_INVALID')
  expect(qualityRow(setting, result)).toMatchObject({ psnr: { status: 'unscored' }, failed: result.failures })
})

test('without LPIPS weights the reason has the command; with them, all frames count', async () => {
  const without = qualityRow(setting, await measured(identity, [clip('a')]))
  expect(without.lpips).toMatchObject({
    status: 'unscored',
    reason: { code: 'WEIGHTS_ABSENT', remedy: expect.stringContaining('bench models pull lpips') },
  })
  let calls = 0
  const lpips: LpipsMeter = { distance: async () => ++calls, release: async () => undefined }
  const scored = qualityRow(setting, await measured(identity, [clip('a')], { lpips }))
  expect(scored.lpips).toMatchObject({ status: 'scored', value: 3, interval: null })
})

test('a signal ends it', async () => {
  const signal = AbortSignal.abort(new Error('stop'))
  await expect(measured(identity, [clip('a')], { signal })).rejects.toThrow('stop')
})

test('a row without clips says why in every column', () => {
  const row = unscoredRow(setting, { code: 'X', message: 'no weights' })
  expect(qualityRowSchema.parse(row).ssim).toEqual({
    status: 'unscored',
    reason: { code: 'X', message: 'no weights' },
  })
})
