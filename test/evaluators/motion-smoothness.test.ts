import { expect, test } from 'vitest'
import type { RgbFrame } from '../../bench/video/contract.ts'
import { meanAbsoluteDifference } from '../../bench/video/difference.ts'
import { innerFrames } from '../../evaluators/features/inner-frames.ts'
import { motionSmoothness } from '../../evaluators/motion-smoothness.ts'
import { describeShared } from '../support/shared.ts'
import { clipView, type GoldenTensor, golden, goldenTensors, prompt } from './fixtures.ts'

interface Golden {
  rows: { n: number; vfi_score: number | null; norm: number | null; pairs_compared: number }[]
}

describeShared('motion smoothness against upstream', () => {
  const { rows } = golden<Golden>('motion_smoothness_logic')
  const tensors = goldenTensors('motion_smoothness_logic')

  test.each(rows.map((row, i) => ({ ...row, i })))('$n frames, $pairs_compared compared', async (row) => {
    const originals = framesOf(tensors[`ori${row.i}`]!)
    const predicted = framesOf(tensors[`out${row.i}`]!)
    let odd: RgbFrame | undefined
    let compared = 0
    const stream = innerFrames({
      takeEven: () => undefined,
      takeOdd: (frame) => {
        odd = frame
      },
      error: () => meanAbsoluteDifference(predicted[2 * compared++ + 1]!.data, odd!.data),
    })
    for (const frame of originals) await stream.push(frame)
    const feature = (await stream.finish()).interpolator
    expect(feature.meanAbsoluteErrors).toHaveLength(row.pairs_compared)
    const clip = clipView({ frameCount: row.n })
    const score = motionSmoothness.score({ clip, prompt: prompt('a cat'), feature })
    if (row.norm === null) {
      expect(score).toMatchObject({ status: 'unscored', problem: { code: 'CLIP_TOO_SHORT' } })
    } else {
      if (score.status !== 'scored') throw new Error('expected a score')
      expect(Math.abs(score.value - row.norm)).toBeLessThan(1e-6)
    }
  })
})

function framesOf({ shape, data }: GoldenTensor): RgbFrame[] {
  const [count, height, width] = shape as [number, number, number, number]
  const bytes = height * width * 3
  return Array.from({ length: count }, (_, index) => ({
    index,
    width,
    height,
    data: (data as Uint8Array).slice(index * bytes, (index + 1) * bytes),
    timeSeconds: index / 8,
  }))
}
