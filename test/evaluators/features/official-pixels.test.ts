import { describe, expect, test } from 'vitest'
import { imageNetPixels } from '../../../bench/models/vision/preprocess/image-net.ts'
import { tensor } from '../../../bench/tensor/tensor.ts'
import type { RgbFrame } from '../../../bench/video/contract.ts'
import { resizePillow } from '../../../bench/video/resize/pillow.ts'
import { shorterSideSize } from '../../../bench/video/resize/size.ts'
import { expectCorrelates } from '../../../evaluators/features/official/frame-limits.ts'
import {
  clipBytePixels,
  clipFloatPixels,
  clipPicturePixels,
  dinoPixels,
  musiqPixels,
  musiqSize,
  umtPixels,
} from '../../../evaluators/features/official/pixels.ts'
import { readGoldenTensors } from '../../support/golden-tensors.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'

// fixtures/vbench/preprocess/config.json, tolerance: of float paths, in normalised units
const floatTolerance = 1e-4
/** One level of a byte after CLIP's normalisation, whose deviations are above 0.26. */
const oneLevel = 1 / 255 / 0.26

describeShared("pixels that the official profile's networks see are upstream's", () => {
  const golden = readGoldenTensors(sharedPath('fixtures/vbench/preprocess/io.safetensors'))

  /** A recorded picture; `times` enlarges each pixel to a square of so many on each side. */
  function frame(name: string, times = 1): RgbFrame {
    const { shape, data } = golden(name, 'U8')
    const [rows, columns] = shape as readonly [number, number]
    const [height, width] = [rows * times, columns * times]
    const bytes = new Uint8Array(3 * height * width)
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at += 3) {
        const from = 3 * (Math.floor(y / times) * columns + Math.floor(x / times))
        bytes.set(data.subarray(from, from + 3), at)
      }
    }
    return { index: 0, width, height, data: bytes, timeSeconds: 0 }
  }
  const differences = (found: ArrayLike<number>, name: string) => {
    const { data } = golden(name, 'F32')
    expect(found.length).toBe(data.length)
    return Array.from(data, (value, i) => Math.abs(value - found[i]!))
  }
  const expectNear = (found: ArrayLike<number>, name: string, tolerance = floatTolerance) =>
    expect(differences(found, name).reduce((most, error) => Math.max(most, error), 0)).toBeLessThan(tolerance)

  describe.each([
    ['a', 224],
    ['b', 160],
    ['c', 96],
    ['d', 112],
  ] as const)('case %s, %i pixels', (tag, side) => {
    const picture = frame(`${tag}.rgb_u8`)

    test('float frames for CLIP are neither antialiased nor clamped', () => {
      expectNear(clipFloatPixels(picture, side), `${tag}.clip_f32`)
    })

    test('DINO sees the whole frame', () => {
      expectNear(dinoPixels(picture, shorterSideSize(picture, side)), `${tag}.dino_f32`)
    })

    test('UMT sees the centre, every ninth row and column of which is recorded', () => {
      const pixels = umtPixels(picture, 224)
      const places = Array.from({ length: 3 * 25 * 25 }, (_, i) => {
        const [plane, row, column] = [Math.floor(i / 625), Math.floor((i % 625) / 25), i % 25]
        return pixels[(plane * 224 + 9 * row) * 224 + 9 * column]!
      })
      expectNear(places, `${tag}.umt_norm_sub`, 1e-6)
    })

    // of case a the fixture keeps bytes alone, which the resizers' own test holds
    if (tag === 'a') return

    test('bytes for ViCLIP are rounded: fewer than one of a thousand is one level off', () => {
      const off = differences(clipBytePixels(picture, side), `${tag}.clip_u8`).filter((error) => error > 1e-5)
      expect(off.length).toBeLessThan((3 * side * side) / 1000)
      expect(Math.max(0, ...off)).toBeLessThan(oneLevel)
    })

    test('pictures for CLIP are antialiased by Pillow', () => {
      expectNear(clipPicturePixels(picture, side), `${tag}.clip_pil`, 1e-6)
    })

    if (tag === 'b') return

    test('Tag2Text sees a square', () => {
      const bytes = resizePillow(picture.data, 3, picture, { height: side, width: side }, 'bilinear')
      expectNear(imageNetPixels(tensor('uint8', [side, side, 3], bytes)).data, `${tag}.tag2text`, 1e-6)
    })
  })

  test.each(['iql', 'iqs'])('MUSIQ sees frames above 512 pixels shrunk: %s', (tag) => {
    const picture = frame(`${tag}.base_rgb_u8`, 8)
    const size = musiqSize(picture)
    expect([size.height, size.width]).toEqual(Array.from(golden(`${tag}.longer.hw`, 'I64').data, Number))
    const planes = musiqPixels(picture, size)
    const sampled = planes.filter(
      (_, i) =>
        Math.floor((i % (size.height * size.width)) / size.width) % 7 === 0 && (i % size.width) % 5 === 0,
    )
    expectNear(sampled, `${tag}.longer.sub`)
    expect(musiqSize({ height: 300, width: 512 })).toEqual({ height: 300, width: 512 })
  })
})

test('frames on which no flow can be found are refused, with the size that can', () => {
  // padded to a multiple of 8 these are 128 pixels, sixteen places at an eighth of it, two on the coarsest level
  expect(() => expectCorrelates({ height: 121, width: 640 }, 8)).not.toThrow()
  expect(() => expectCorrelates({ height: 120, width: 640 }, 8)).toThrow('120')
  expect(() => expectCorrelates({ height: 640, width: 64 }, 8)).toThrow('121')
})
