import { expect, test } from 'vitest'
import { seamMeter } from '../../../bench/profile/quality/seams.ts'
import { tileBorders } from '../../../bench/profile/quality/tile-borders.ts'
import { profileVariants } from '../../../bench/profile/variants.ts'
import { hashed, picture } from './pictures.ts'

const size = { height: 16, width: 64 }
const columns = { axis: 'width', positions: [32], period: 8, offset: 0 } as const

/** A source and its reconstruction, whose error is noise and a step of so many levels at column 32. */
function pair(step: number, seed = 1) {
  const source = picture(size.height, size.width, seed, 0).map((value) => 60 + (value >> 1))
  const noise = hashed(source.length, seed + 50)
  const reconstruction = source.map((value, i) => {
    const column = Math.floor(i / 3) % size.width
    return value + Math.round((noise[i]! - 0.5) * 8) + (column >= 32 ? step : 0)
  })
  return { source, reconstruction }
}

test('error without a step has a ratio near 1; a step raises it, whatever the picture shows', () => {
  const ratio = (step: number) => {
    const meter = seamMeter([columns], size)
    for (let seed = 1; seed <= 4; seed++) {
      const { source, reconstruction } = pair(step, seed)
      meter.push(source, reconstruction)
    }
    return meter.finish()!
  }
  expect(ratio(0).ratio).toBeGreaterThan(0.85)
  expect(ratio(0).ratio).toBeLessThan(1.15)
  expect(ratio(20).ratio).toBeGreaterThan(5)
  expect(ratio(20).largest).toMatchObject({ axis: 'width', position: 32 })
  expect(ratio(20).borderStep).toBeCloseTo(20, 0)
})

test('an error that is wrong between all latents alike is no seam', () => {
  const meter = seamMeter([columns], size)
  const source = new Uint8Array(size.height * size.width * 3).fill(100)
  const blocky = source.map((value, i) => value + (Math.floor((Math.floor(i / 3) % size.width) / 8) % 2) * 9)
  meter.push(source, blocky)
  expect(meter.finish()!.ratio).toBe(1)
})

test('rows and time: the border that jumps is named', () => {
  const rows = { axis: 'height', positions: [8], period: 4, offset: 0 } as const
  const time = { axis: 'time', positions: [5], period: 4, offset: 1 } as const
  const source = new Uint8Array(size.height * size.width * 3).fill(100)
  const bytesOfRow = size.width * 3
  const meter = seamMeter([time, rows], size)
  for (let frame = 0; frame < 10; frame++) {
    const light = frame === 0 ? 0 : frame < 5 ? 1 : frame < 9 ? 31 : 32
    const reconstruction = source.map((value, i) => value + light + Math.floor(i / bytesOfRow / 4))
    meter.push(source, reconstruction)
  }
  const { largest } = meter.finish()!
  expect(largest).toEqual({ axis: 'time', position: 5, ratio: 30 })
})

test('without borders, or without any error, there is nothing to say', () => {
  const { source } = pair(0)
  const none = seamMeter([], size)
  none.push(source, pair(9).reconstruction)
  expect(none.finish()).toBeNull()
  const equal = seamMeter([columns], size)
  equal.push(source, source)
  expect(equal.finish()).toBeNull()
})

test('borders are where the autoencoders join their tiles', () => {
  const hunyuan = profileVariants['4x8x8'].autoencoder
  const dc = profileVariants['4x32x32'].autoencoder
  const all = { spatial: true, temporal: true }
  expect(tileBorders(hunyuan, { frames: 65, height: 256, width: 256 }, all)).toEqual([])
  expect(
    tileBorders(hunyuan, { frames: 129, height: 512, width: 512 }, { spatial: false, temporal: false }),
  ).toEqual([])
  // tiles of 256 pixels keep 192 and share 64; time, after the first frame, keeps 48 of 64 and shares 16
  expect(tileBorders(hunyuan, { frames: 129, height: 256, width: 448 }, all)).toEqual([
    { axis: 'time', positions: [49, 65, 97, 113], period: 4, offset: 1 },
    { axis: 'height', positions: [192], period: 8, offset: 0 },
    { axis: 'width', positions: [192, 256, 384], period: 8, offset: 0 },
  ])
  expect(tileBorders(dc, { frames: 64, height: 512, width: 256 }, all)).toEqual([
    { axis: 'time', positions: [24, 32, 48, 56], period: 4, offset: 0 },
    { axis: 'height', positions: [192, 256, 384, 448], period: 32, offset: 0 },
    { axis: 'width', positions: [192], period: 32, offset: 0 },
  ])
})
