import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  type Boxes,
  changeCorners,
  clipCorners,
  pickBoxes,
  withoutOverlaps,
} from '../../../../bench/models/vision/grit/boxes.ts'
import { objectsAmong } from '../../../../bench/models/vision/grit/grit.ts'

const boxes = (corners: readonly number[], scores: readonly number[]): Boxes => ({
  corners: Float32Array.from(corners),
  scores: Float32Array.from(scores),
})

test('of boxes that overlap by more than the threshold the surest stays; equal ones keep their order', () => {
  const all = boxes([0, 0, 10, 10, 1, 0, 11, 10, 20, 0, 30, 10, 20, 0, 30, 10], [0.5, 0.9, 0.7, 0.7])
  expect(withoutOverlaps(all, 0.5)).toEqual([1, 2])
  // 9 of 11 columns are shared
  expect(withoutOverlaps(all, 9 / 11 + 1e-6)).toEqual([1, 2, 0])
})

test('boxes without area never suppress each other', () => {
  expect(withoutOverlaps(boxes([5, 5, 5, 5, 5, 5, 5, 5], [0.9, 0.8]), 0.5)).toEqual([0, 1])
})

test('boxes are asked for no longer than there is need', () => {
  const apart = boxes([0, 0, 1, 1, 2, 0, 3, 1, 4, 0, 5, 1], [0.9, 0.8, 0.7])
  expect(withoutOverlaps(apart, 0.5, (kept) => kept.length === 2)).toEqual([0, 1])
})

test('a change moves the centre by parts of the size and grows by at most 62.5 times', () => {
  const weights = [10, 10, 5, 5] as const
  const box = Float32Array.of(10, 20, 30, 60)
  expect([...changeCorners(box, new Float32Array(4), weights)]).toEqual([10, 20, 30, 60])
  expect([...changeCorners(box, Float32Array.of(5, -2.5, 0, 0), weights)]).toEqual([20, 10, 40, 50])
  const [x0, , x1] = changeCorners(box, Float32Array.of(0, 0, 1000, 0), weights)
  expect(x1! - x0!).toBeCloseTo(20 * 62.5, 2)
})

test('corners are clipped to the picture, not to what it is filled up to', () => {
  const clipped = clipCorners(Float32Array.of(-3, -4, 250, 170), { height: 150, width: 202 })
  expect([...clipped]).toEqual([0, 0, 202, 150])
})

test('picked boxes come in the order asked for', () => {
  const picked = pickBoxes(boxes([0, 0, 1, 1, 2, 2, 3, 3], [0.25, 0.75]), [1, 0])
  expect([...picked.corners]).toEqual([2, 2, 3, 3, 0, 0, 1, 1])
  expect([...picked.scores]).toEqual([0.75, 0.25])
})

test('unsure boxes, boxes that are not numbers and boxes outside the picture are no objects', () => {
  const judged = boxes([0, 0, 4, 4, 300, 0, 310, 9, Number.NaN, 0, 1, 1, 8, 8, 12, 12], [0.5, 0.9, 0.9, 0.51])
  const found = objectsAmong(judged, { height: 100, width: 100 })
  expect([...found.corners]).toEqual([8, 8, 12, 12])
})

test("objects among the cascade's boxes equal the recorded ones", () => {
  const numbers = z.array(z.number())
  const { image, judged, objects } = z
    .object({
      image: z.object({ height: z.int(), width: z.int() }),
      judged: z.object({ corners: numbers, scores: numbers }),
      objects: z.object({ corners: numbers, scores: numbers }),
    })
    .parse(
      JSON.parse(readFileSync(new URL('../../../fixtures/models/grit-boxes.json', import.meta.url), 'utf8')),
    )
  const found = objectsAmong(boxes(judged.corners, judged.scores), image)
  expect([...found.corners]).toEqual([...Float32Array.from(objects.corners)])
  expect([...found.scores]).toEqual([...Float32Array.from(objects.scores)])
})
