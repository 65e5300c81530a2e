import { expect, test } from 'vitest'
import { meanOfLargest } from '../../evaluators/features/largest-magnitudes.ts'
import {
  allowedMovingPairs,
  isStatic,
  staticFilterShare,
  staticThreshold,
} from '../../evaluators/static-filter.ts'
import { describeShared } from '../support/shared.ts'
import { golden, goldenTensors, interleaved } from './fixtures.ts'

interface Golden {
  get_score: { flow: string; score: number }[]
  check_static: {
    h: number
    count: number
    thres: number
    count_num: number
    scores: number[]
    static: boolean
  }[]
}

describeShared('static filter against upstream', () => {
  const rows = golden<Golden>('static_filter_logic')
  const tensors = goldenTensors('static_filter_logic')

  test.each(rows.get_score)('mean of the largest 2 % of $flow', ({ flow, score }) => {
    const found = meanOfLargest(interleaved(tensors[flow]!.data as Float32Array), staticFilterShare)
    expect(Math.abs(found! - score)).toBeLessThan(1e-6 * score)
  })

  test.each(rows.check_static)('$h lines, $count frames: $static', (row) => {
    expect(staticThreshold(row.h)).toBe(row.thres)
    expect(allowedMovingPairs(row.count)).toBe(row.count_num)
    expect(isStatic(row.scores, row.h, row.count)).toBe(row.static)
  })
})

test('the ends are held to twice the allowed pairs', () => {
  const still = new Array(15).fill(0)
  expect(isStatic([...still, 12, 12], 256, 16)).toBe(true)
  expect(isStatic([...still, 12, 12.1], 256, 16)).toBe(false)
})
