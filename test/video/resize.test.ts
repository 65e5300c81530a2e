import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { resizeOpenCv } from '../../bench/video/resize/opencv.ts'
import { resizePillow } from '../../bench/video/resize/pillow.ts'
import { centreCrop, centreCropPlanes, normalisePlanes, toPlanes } from '../../bench/video/resize/planes.ts'
import { centreOffset, type Size, scaledSize, shorterSideSize } from '../../bench/video/resize/size.ts'
import { type Interpolation, resizeBytePlanes, resizePlanes } from '../../bench/video/resize/tensor.ts'
import { readGoldenTensors } from '../support/golden-tensors.ts'
import { describeShared, sharedPath } from '../support/shared.ts'

// vbench/utils.py, clip_transform and dino_transform
const clipMean = [0.48145466, 0.4578275, 0.40821073]
const clipStd = [0.26862954, 0.26130258, 0.27577711]
const imageNetMean = [0.485, 0.456, 0.406]
const imageNetStd = [0.229, 0.224, 0.225]

/** The fixture's rule: torch float paths 1e-4 in normalised units. */
const floatTolerance = 1e-4

/** The fixture's rule for uint8 tensors: at most one level off, in fewer than 0.1 % of the values. */
function expectSameLevels(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(largestDifference(found, expected)).toBeLessThanOrEqual(1)
  const different = Array.from(found).filter((value, i) => value !== expected[i]).length
  expect(different / found.length).toBeLessThan(0.001)
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length)
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number))
    // a NaN must not pass as "not larger"
    if (!(difference <= largest)) largest = difference
  }
  return largest
}

type GoldenKey = `${'tensor' | 'pillow'}_${Interpolation}` | `tensor_${Interpolation}_antialias`

/** Made with PyTorch, Pillow and OpenCV (versions inside) from a random 9 × 6 picture. */
const small = JSON.parse(readFileSync(new URL('../fixtures/video/resize.json', import.meta.url), 'utf8')) as {
  readonly source: Size & { readonly rgb: number[] }
  readonly cases: readonly (Size & { readonly opencv: number[] } & {
    readonly [key in GoldenKey]: number[]
  })[]
}

describe.each(small.cases.map((golden) => ({ ...golden, name: `${golden.width}x${golden.height}` })))(
  'a 9x6 picture to $name',
  (golden) => {
    const rgb = Uint8Array.from(small.source.rgb)
    const planes = Float32Array.from(toPlanes(rgb, 3))

    test.each(['bilinear', 'bicubic'] as const)('tensor and Pillow, %s', (interpolation) => {
      const plain = resizePlanes(planes, 3, small.source, golden, interpolation)
      expect(largestDifference(plain, golden[`tensor_${interpolation}`])).toBeLessThan(2e-4)
      const smooth = resizePlanes(planes, 3, small.source, golden, interpolation, true)
      expect(largestDifference(smooth, golden[`tensor_${interpolation}_antialias`])).toBeLessThan(2e-4)
      const pillow = resizePillow(rgb, 3, small.source, golden, interpolation)
      expect([...pillow]).toEqual(golden[`pillow_${interpolation}`])
    })

    test('OpenCV, bilinear', () => {
      expect([...resizeOpenCv(rgb, 3, small.source, golden)]).toEqual(golden.opencv)
    })
  },
)

describe('sizes', () => {
  test('the longer side is cut, not rounded', () => {
    expect(shorterSideSize({ height: 150, width: 202 }, 160)).toEqual({ height: 160, width: 215 })
    expect(shorterSideSize({ height: 202, width: 150 }, 160)).toEqual({ height: 215, width: 160 })
  })

  test('a scaled side is cut after the multiplication', () => {
    expect(scaledSize({ height: 776, width: 880 }, 'shorter', 720)).toEqual({ height: 720, width: 816 })
  })

  test('a crop is centred with halves to even, and never larger than the picture', () => {
    expect(centreOffset({ height: 5, width: 7 }, { height: 4, width: 4 })).toEqual({ top: 0, left: 2 })
    expect(() => centreOffset({ height: 5, width: 7 }, { height: 6, width: 4 })).toThrow(RangeError)
  })

  test('sizes that do not match the data are refused', () => {
    const size = { height: 2, width: 2 }
    expect(() => resizePlanes(new Float32Array(5), 1, size, size, 'bilinear')).toThrow(RangeError)
    expect(() => resizePillow(new Uint8Array(5), 1, size, size, 'bilinear')).toThrow(RangeError)
    expect(() => resizeOpenCv(new Uint8Array(5), 1, size, size)).toThrow(RangeError)
  })
})

describeShared("upstream's preprocessing", () => {
  const golden = readGoldenTensors(sharedPath('fixtures/vbench/preprocess/io.safetensors'))
  const picture = (name: string) => {
    const { data, shape } = golden(name, 'U8')
    const size = { height: shape[0] as number, width: shape[1] as number }
    return { data, size, planes: toPlanes(data, 3) }
  }
  const square = (length: number): Size => ({ height: length, width: length })

  describe.each([
    ['a', 224, 'kept as uint8'],
    ['b', 160, 'normalised'],
    ['c', 96, 'normalised'],
    ['d', 112, 'normalised'],
  ] as const)('case %s, %i pixels', (tag, length, kind) => {
    const rgb = picture(`${tag}.rgb_u8`)
    const size = shorterSideSize(rgb.size, length)

    test('CLIP on a float tensor: bicubic without antialiasing or clamping', () => {
      const resized = resizePlanes(Float32Array.from(rgb.planes), 3, rgb.size, size, 'bicubic')
      const found = normalisePlanes(
        centreCropPlanes(resized, 3, size, square(length)),
        clipMean,
        clipStd,
        255,
      )
      expect(largestDifference(found, golden(`${tag}.clip_f32`, 'F32').data)).toBeLessThan(floatTolerance)
    })

    test('CLIP on a uint8 tensor: clamped and rounded before the crop', () => {
      const resized = resizeBytePlanes(rgb.planes, 3, rgb.size, size, 'bicubic')
      const crop = centreCropPlanes(resized, 3, size, square(length))
      if (kind === 'kept as uint8') {
        expectSameLevels(crop, golden(`${tag}.clip_u8_crop_u8`, 'U8').data as Uint8Array)
      } else {
        const { data } = golden(`${tag}.clip_u8`, 'F32')
        const pixels = data.length / 3
        const level = (value: number, i: number) => {
          const channel = Math.floor(i / pixels)
          return Math.round((value * (clipStd[channel] as number) + (clipMean[channel] as number)) * 255)
        }
        expectSameLevels(crop, Float32Array.from(data, level))
        expect(
          largestDifference(normalisePlanes(Uint8Array.from(data, level), clipMean, clipStd, 255), data),
        ).toBeLessThan(1e-6)
      }
    })

    test('CLIP on a PIL image: antialiased bicubic to the byte', () => {
      const crop = centreCrop(resizePillow(rgb.data, 3, rgb.size, size, 'bicubic'), 3, size, square(length))
      if (kind === 'kept as uint8') {
        expect(largestDifference(crop, golden(`${tag}.clip_pil_crop_u8_hwc`, 'U8').data)).toBe(0)
      } else {
        const found = normalisePlanes(toPlanes(crop, 3), clipMean, clipStd, 255)
        expect(largestDifference(found, golden(`${tag}.clip_pil`, 'F32').data)).toBeLessThan(1e-6)
      }
    })

    test('DINO on a float tensor: bilinear without antialiasing, no crop', () => {
      const scaled = Float32Array.from(rgb.planes, (value) => value / 255)
      const resized = resizePlanes(scaled, 3, rgb.size, size, 'bilinear')
      const found = normalisePlanes(resized, imageNetMean, imageNetStd)
      expect(largestDifference(found, golden(`${tag}.dino_f32`, 'F32').data)).toBeLessThan(floatTolerance)
    })

    test('UMT: OpenCV bilinear to a shorter side of 256, centre crop of 224, normalised', () => {
      const wide = shorterSideSize(rgb.size, 256)
      const crop = centreCrop(resizeOpenCv(rgb.data, 3, rgb.size, wide), 3, wide, square(224))
      expect(largestDifference(crop, golden(`${tag}.umt_crop_u8`, 'U8').data)).toBe(0)
    })

    // the fixture has no more of case b
    if (tag === 'b') return

    test('DINO on a PIL image: antialiased bilinear to the byte', () => {
      const resized = resizePillow(rgb.data, 3, rgb.size, size, 'bilinear')
      if (kind === 'kept as uint8') {
        expect(largestDifference(resized, golden(`${tag}.dino_pil_u8`, 'U8').data)).toBe(0)
      } else {
        const found = normalisePlanes(toPlanes(resized, 3), imageNetMean, imageNetStd, 255)
        expect(largestDifference(found, golden(`${tag}.dino_pil`, 'F32').data)).toBeLessThan(1e-6)
      }
    })

    test('Tag2Text: antialiased bilinear to a square', () => {
      const target = kind === 'kept as uint8' ? 384 : length
      const resized = resizePillow(rgb.data, 3, rgb.size, square(target), 'bilinear')
      if (kind === 'kept as uint8') {
        expect(largestDifference(resized, golden(`${tag}.tag2text_u8`, 'U8').data)).toBe(0)
      } else {
        const found = normalisePlanes(toPlanes(resized, 3), imageNetMean, imageNetStd, 255)
        expect(largestDifference(found, golden(`${tag}.tag2text`, 'F32').data)).toBeLessThan(1e-6)
      }
    })
  })

  /** The fixture keeps a small patch: each pixel stands for 8 × 8, and every 7th row and 5th column of the output is stored. */
  const enlarged = (name: string) => {
    const { data, size } = picture(name)
    const big = { height: size.height * 8, width: size.width * 8 }
    const bytes = new Uint8Array(big.height * big.width * 3)
    for (let i = 0; i < bytes.length; i++) {
      const pixel = Math.floor(i / 3)
      const row = Math.floor(Math.floor(pixel / big.width) / 8)
      const column = Math.floor((pixel % big.width) / 8)
      bytes[i] = data[(row * size.width + column) * 3 + (i % 3)] as number
    }
    return { data: bytes, size: big, planes: toPlanes(bytes, 3) }
  }
  const subsample = (
    values: ArrayLike<number>,
    { height, width }: Size,
    channels: number,
    step: number,
  ): number[] => {
    const found: number[] = []
    for (let channel = 0; channel < channels; channel++)
      for (let row = 0; row < height; row += 7)
        for (let column = 0; column < width; column += 5)
          for (let value = 0; value < step; value++)
            found.push(values[((channel * height + row) * width + column) * step + value] as number)
    return found
  }
  const expectStored = (name: string, values: ArrayLike<number>, size: Size) => {
    expect(Array.from(golden(`${name}.hw`, 'I64').data, Number)).toEqual([size.height, size.width])
    const stored = golden(`${name}.sub`, 'F32').data
    expect(largestDifference(subsample(values, size, 3, 1), stored)).toBeLessThan(floatTolerance)
    const sum = Array.from(values).reduce((total, value) => total + value, 0)
    expect(Math.abs(sum / values.length - (golden(`${name}.mean`, 'F32').data[0] as number))).toBeLessThan(
      1e-4,
    )
  }

  describe.each(['iql', 'iqs'])('imaging quality, %s', (tag) => {
    const big = enlarged(`${tag}.base_rgb_u8`)
    // vbench/imaging_quality.py, transform: only shrinks
    const resized = (side: 'shorter' | 'longer') => {
      const length = side === 'shorter' ? Math.min : Math.max
      const size = length(big.size.height, big.size.width) > 512 ? scaledSize(big.size, side, 512) : big.size
      return { size, planes: resizePlanes(Float32Array.from(big.planes), 3, big.size, size, 'bilinear') }
    }
    const scaled = (planes: Float32Array) => planes.map((value) => value / 255)

    test.each(['longer', 'shorter'] as const)('%s side to 512', (side) => {
      const { size, planes } = resized(side)
      expectStored(`${tag}.${side}`, scaled(planes), size)
    })

    test('shorter side to 512, then a centre crop of 512', () => {
      const { size, planes } = resized('shorter')
      const shrunk = size !== big.size
      const crop = shrunk ? { height: 512, width: 512 } : size
      expectStored(`${tag}.shorter_centercrop`, scaled(centreCropPlanes(planes, 3, size, crop)), crop)
    })

    test('not resized', () => {
      expectStored(`${tag}.None`, scaled(Float32Array.from(big.planes)), big.size)
    })
  })

  describe('GRiT: a shorter side above 768 becomes 720', () => {
    const big = enlarged('grit.base_rgb_u8')
    const size = scaledSize(big.size, 'shorter', 720)

    test.each([
      ['noaa', false],
      ['aa', true],
    ] as const)('tensor, %s', (name, antialias) => {
      const planes = resizePlanes(Float32Array.from(big.planes), 3, big.size, size, 'bilinear', antialias)
      const [stored, mean] = [
        golden(`grit.resize_${name}.sub`, 'F32'),
        golden(`grit.resize_${name}.mean`, 'F32'),
      ]
      expect(Array.from(golden(`grit.resize_${name}.hw`, 'I64').data, Number)).toEqual([
        size.height,
        size.width,
      ])
      // 0 … 255: 1e-4 in units of the normalised value is 1e-4 · 57 here (GRiT's std)
      expect(largestDifference(subsample(planes, size, 3, 1), stored.data)).toBeLessThan(57 * floatTolerance)
      const found = planes.reduce((total, value) => total + value, 0) / planes.length
      expect(Math.abs(found - (mean.data[0] as number))).toBeLessThan(0.01)
    })

    test('color: cv2.resize', () => {
      const bytes = resizeOpenCv(big.data, 3, big.size, size)
      expect(
        largestDifference(
          subsample(bytes, size, 1, 3),
          golden('grit.color_cv2_u8.sub', 'U8').data as Uint8Array,
        ),
      ).toBe(0)
    })
  })

  test('UMT: normalised crop, every 9th value', () => {
    for (const tag of ['a', 'b', 'c', 'd']) {
      const crop = golden(`${tag}.umt_crop_u8`, 'U8').data
      const planes = normalisePlanes(toPlanes(crop, 3), imageNetMean, imageNetStd, 255)
      const found: number[] = []
      for (let channel = 0; channel < 3; channel++)
        for (let row = 0; row < 224; row += 9)
          for (let column = 0; column < 224; column += 9)
            found.push(planes[(channel * 224 + row) * 224 + column] as number)
      expect(largestDifference(found, golden(`${tag}.umt_norm_sub`, 'F32').data)).toBeLessThan(1e-5)
    }
  })
})
