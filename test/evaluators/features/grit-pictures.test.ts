import { expect, test } from 'vitest'
import type { Picture } from '../../../bench/models/vision/grit/pixels.ts'
import { gritPictures } from '../../../evaluators/features/official/grit-pictures.ts'
import { readGoldenTensors } from '../../support/golden-tensors.ts'
import { describeShared, sharedPath } from '../../support/shared.ts'
import { drawn } from '../stream.ts'

test('up to 768 pixels a frame stays as it is, one picture for both uses', () => {
  const [frame] = drawn(900, 768, 1, (x, y) => [x % 256, y % 256, 7])
  const { forObjects, forCaptions } = gritPictures(frame!)
  expect(forObjects).toBe(forCaptions)
  expect([forObjects.height, forObjects.width]).toEqual([768, 900])
  const pixels = 768 * 900
  expect([forObjects.planes[5], forObjects.planes[pixels + 900], forObjects.planes[2 * pixels]]).toEqual([
    5, 1, 7,
  ])
})

describeShared('larger frames are shrunk as upstream does it', () => {
  const tensor = readGoldenTensors(sharedPath('fixtures/vbench/preprocess/io.safetensors'))
  const { shape, data } = tensor('grit.base_rgb_u8', 'U8')
  const [rows, columns] = shape as readonly [number, number]
  // the recorded picture, each pixel eight times in both axes
  const [frame] = drawn(8 * columns, 8 * rows, 1, (x, y) => {
    const at = 3 * ((y >> 3) * columns + (x >> 3))
    return [data[at]!, data[at + 1]!, data[at + 2]!]
  })
  const pictures = gritPictures(frame!)

  /** Every 7th row and 5th column, plane by plane. */
  const sampled = ({ height, width, planes }: Picture) =>
    Array.from(planes).filter(
      (_, i) => Math.floor((i % (height * width)) / width) % 7 === 0 && (i % width) % 5 === 0,
    )

  test('for objects, as a float tensor with antialiasing', () => {
    expect([pictures.forObjects.height, pictures.forObjects.width]).toEqual([720, 816])
    const expected = tensor('grit.resize_aa.sub', 'F32').data
    // 1e-4 in units of the normalised value, whose deviation is 57
    const found = sampled(pictures.forObjects)
    expect(found).toHaveLength(expected.length)
    expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(57e-4)
  })

  test('for captions, in bytes by OpenCV', () => {
    const { shape: sizes, data: expected } = tensor('grit.color_cv2_u8.sub', 'U8')
    const found = sampled(pictures.forCaptions)
    const pixels = sizes[0]! * sizes[1]!
    expect(found).toHaveLength(expected.length)
    const interleaved = Array.from(expected, (_, i) => found[(i % 3) * pixels + Math.floor(i / 3)])
    expect(interleaved).toEqual([...expected])
  })
})
