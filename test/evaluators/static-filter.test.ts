import { expect, test } from 'vitest'
import { allowedMovingPairs, isStatic, staticThreshold } from '../../evaluators/static-filter.ts'
import { describeShared } from '../support/shared.ts'
import { golden } from './fixtures.ts'

interface Golden {
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
  const rows = golden<Golden>('static_filter_logic') // its get_score rows lack their flow fields; dynamic-degree.test.ts has the same function at 5 %

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
