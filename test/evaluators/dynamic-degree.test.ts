import { expect, test } from 'vitest'
import { dynamicDegree, hasMotion, motionThreshold, neededPairs } from '../../evaluators/dynamic-degree.ts'
import { meanOfLargest } from '../../evaluators/features/largest-magnitudes.ts'
import { describeShared } from '../support/shared.ts'
import { clipView, golden, goldenTensors, interleaved, prompt } from './fixtures.ts'

interface Golden {
  get_score: { flow: string; score: number | 'NaN' }[]
  set_params: { hw: [number, number]; count: number; thres: number; count_num: number }[]
  check_move: { scores: number[]; thres: number; count_num: number; move: boolean }[]
}

describeShared('dynamic degree against upstream', () => {
  const rows = golden<Golden>('dynamic_degree_logic')
  const tensors = goldenTensors('dynamic_degree_logic')

  test.each(rows.get_score)('mean of the largest 5 % of $flow', ({ flow, score }) => {
    const found = meanOfLargest(interleaved(tensors[flow]!.data as Float32Array), 0.05)
    if (score === 'NaN') expect(found).toBeNull()
    else expect(Math.abs(found! - score)).toBeLessThan(1e-6 * score)
  })

  test.each(rows.set_params)('threshold and need of $hw, $count frames', ({ hw, count, ...expected }) => {
    expect(motionThreshold(Math.min(...hw))).toBe(expected.thres)
    expect(neededPairs(count)).toBe(expected.count_num)
  })

  test.each(rows.check_move)('move is $move for need $count_num', ({ scores, thres, count_num, move }) => {
    expect(hasMotion(scores, thres, count_num)).toBe(move)
  })
})

test('a clip that moves scores 1, one that stands scores 0', () => {
  const score = (magnitude: number) =>
    dynamicDegree.score({
      clip: clipView({ width: 480, height: 272 }),
      prompt: prompt('a cat'),
      feature: { largestMagnitudes: new Array(15).fill(magnitude), sampledFrames: 16 },
    })
  expect(score(6.4)).toMatchObject({ status: 'scored', value: 1, weight: 1, details: { videoResults: true } })
  expect(score(6.3)).toMatchObject({ status: 'scored', value: 0, details: { videoResults: false } })
})
