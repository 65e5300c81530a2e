import { expect, test } from 'vitest'
import { withoutDuplicates } from '../../../evaluators/features/non-maximum.ts'
import { regionColor } from '../../../evaluators/features/region-color.ts'
import { drawn } from '../stream.ts'

test('the colour of a box is that of its inside, not of what its corners show', () => {
  const [frame] = drawn(100, 80, 1, (x, y) =>
    Math.hypot((x - 50) / 30, (y - 40) / 20) < 1 ? [220, 40, 40] : [40, 160, 70],
  )
  expect(regionColor(frame!, [20, 20, 80, 60])).toBe('red')
  expect(regionColor(frame!, [0, 0, 20, 20])).toBe('green')
})

test('a box of one pixel at the edge has a colour', () => {
  const [frame] = drawn(10, 10, 1, (x, y) => (x === 9 && y === 9 ? [28, 60, 196] : [228, 228, 228]))
  expect(regionColor(frame!, [9, 9, 10, 10])).toBe('blue')
})

test('of boxes that overlap by more than the limit the best stays', () => {
  const boxes = [
    { name: 'car', score: 0.9, box: [0, 0, 10, 10] },
    { name: 'truck', score: 0.8, box: [0, 0, 10, 9] },
    { name: 'person', score: 0.7, box: [5, 0, 15, 10] },
    { name: 'dog', score: 0.6, box: [40, 40, 50, 50] },
  ] as const
  expect(withoutDuplicates(boxes, 0.5).map(({ name }) => name)).toEqual(['car', 'person', 'dog'])
})
