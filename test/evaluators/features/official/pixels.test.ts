import { describe, expect, test } from 'vitest'
import type { RgbFrame } from '../../../../bench/video/contract.ts'
import { shorterSideSize } from '../../../../bench/video/resize/size.ts'
import {
  clipBytePixels,
  clipFloatPixels,
  clipPicturePixels,
  dinoPixels,
  musiqPixels,
  musiqSize,
  umtPixels,
} from '../../../../evaluators/features/official/pixels.ts'
import { readGoldenTensors } from '../../../support/golden-tensors.ts'
import { describeShared, sharedPath } from '../../../support/shared.ts'

/** The fixture's rule for float paths, in normalised units. */
const floatTolerance = 1e-4

describeShared('frames as upstream prepares them', () => {
  const golden = readGoldenTensors(sharedPath('fixtures/vbench/preprocess/io.safetensors'))
  const frameOf = (name: string): RgbFrame => {
    const { data, shape } = golden(name, 'U8')
    return { index: 0, timeSeconds: 0, height: shape[0]!, width: shape[1]!, data: data as Uint8Array }
  }

  describe.each([
    ['b', 160],
    ['c', 96],
    ['d', 112],
  ] as const)('case %s at %i pixels', (tag, side) => {
    const frame = frameOf(`${tag}.rgb_u8`)
    test.each([
      ['clip_f32', clipFloatPixels],
      ['clip_pil', clipPicturePixels],
    ] as const)('%s', (name, prepare) => {
      expect(largest(prepare(frame, side), golden(`${tag}.${name}`, 'F32').data)).toBeLessThan(floatTolerance)
    })

    test('dino_f32', () => {
      const found = dinoPixels(frame, shorterSideSize(frame, side))
      expect(largest(found, golden(`${tag}.dino_f32`, 'F32').data)).toBeLessThan(floatTolerance)
    })

    test('clip_u8, but for levels that lie on a half', () => {
      const expected = golden(`${tag}.clip_u8`, 'F32').data
      const found = clipBytePixels(frame, side)
      const differing = found.filter((value, i) => Math.abs(value - (expected[i] as number)) > floatTolerance)
      expect(found).toHaveLength(expected.length)
      expect(differing.length / found.length).toBeLessThan(0.001)
    })

    test('umt_norm_sub', () => {
      const found = umtPixels(frame, 224)
      const { data, shape } = golden(`${tag}.umt_norm_sub`, 'F32')
      // every ninth row and column
      const [, rows, columns] = shape as [number, number, number]
      const step = Math.ceil(224 / rows)
      const picked = Array.from(data, (_, i) => {
        const [channel, rest] = [Math.floor(i / (rows * columns)), i % (rows * columns)]
        return found[channel * 224 * 224 + Math.floor(rest / columns) * step * 224 + (rest % columns) * step]!
      })
      expect(largest(picked, data)).toBeLessThan(floatTolerance)
    })
  })

  test('MUSIQ shrinks longer sides above 512 and leaves others', () => {
    expect(musiqSize({ width: 480, height: 272 })).toEqual({ width: 480, height: 272 })
    const base = frameOf('iqs.base_rgb_u8')
    const frame = repeated(base, 8)
    const size = musiqSize(frame)
    expect([size.height, size.width]).toEqual(
      Array.from(golden('iqs.longer.hw', 'I64').data as never, Number),
    )
    const planes = musiqPixels(frame, size)
    const { data, shape } = golden('iqs.longer.sub', 'F32')
    const [, , rows, columns] = shape as [number, number, number, number]
    const picked = Array.from(data, (_, i) => {
      const [channel, rest] = [Math.floor(i / (rows * columns)), i % (rows * columns)]
      const [y, x] = [Math.floor(rest / columns) * 7, (rest % columns) * 5]
      return planes[(channel * size.height + y) * size.width + x]!
    })
    expect(largest(picked, data)).toBeLessThan(floatTolerance)
  })
})

/** Each pixel `times` × `times` large. */
function repeated({ width, height, data }: RgbFrame, times: number): RgbFrame {
  const [w, h] = [width * times, height * times]
  const large = new Uint8Array(w * h * 3)
  for (let i = 0; i < w * h; i++) {
    const from = (Math.floor(Math.floor(i / w) / times) * width + Math.floor((i % w) / times)) * 3
    large.set(data.subarray(from, from + 3), i * 3)
  }
  return { index: 0, timeSeconds: 0, width: w, height: h, data: large }
}

function largest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length)
  let most = 0
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs((found[i] as number) - (expected[i] as number))
    // a NaN must not pass as "not larger"
    if (!(difference <= most)) most = difference
  }
  return most
}
