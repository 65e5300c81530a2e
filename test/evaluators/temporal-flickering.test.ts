import { expect, test } from 'vitest'
import { decodeFrames } from '../../bench/video/decode.ts'
import { frameDifference } from '../../evaluators/features/frame-difference.ts'
import { stillTemporalFlickering, temporalFlickering } from '../../evaluators/temporal-flickering.ts'
import { describeShared, sharedPath } from '../support/shared.ts'
import { clipView, golden, prompt } from './fixtures.ts'
import { drawn, featuresOf, withSession } from './stream.ts'

interface Golden {
  rows: { clip: string; score: number; mae_seq: number[] }[]
  average: number
}

const score = (meanAbsoluteDifferences: readonly number[]) =>
  temporalFlickering.score({
    clip: clipView(),
    prompt: prompt('a cat'),
    feature: { meanAbsoluteDifferences },
  })

describeShared('temporal flickering of real clips against upstream', () => {
  const { rows, average } = golden<Golden>('temporal_flickering')
  const values: number[] = []

  test.each(rows)('$clip', async (row) => {
    const session = await frameDifference.open({ threads: 1, weightPath: String })
    const stream = session.begin(clipView())
    for await (const frame of decodeFrames(sharedPath(`fixtures/vbench/clips/${row.clip}`))) {
      await stream.push(frame)
    }
    const { meanAbsoluteDifferences } = (await stream.finish())['frame-difference']
    expect(meanAbsoluteDifferences).toEqual(row.mae_seq)
    const result = score(meanAbsoluteDifferences)
    if (result.status !== 'scored') throw new Error('expected a score')
    values.push(result.value)
    expect(Math.abs(result.value - row.score)).toBeLessThan(1e-6)
  })

  test('the mean over clips', () => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(Math.abs(mean - average)).toBeLessThan(1e-6)
  })
})

test('a still clip scores 1, black and white in turn scores 0', async () => {
  const scoreOf = async (level: (frame: number) => number) => {
    const frames = drawn(4, 4, 5, (_x, _y, frame) => [level(frame), level(frame), level(frame)])
    const features = await withSession(frameDifference, (session) =>
      featuresOf(frameDifference, session, frames),
    )
    return score(features['frame-difference'].meanAbsoluteDifferences)
  }
  expect(await scoreOf(() => 7)).toMatchObject({ status: 'scored', value: 1, weight: 1 })
  expect(await scoreOf((frame) => (frame % 2) * 255)).toMatchObject({ status: 'scored', value: 0 })
})

test('one frame is unscored', () => {
  expect(score([])).toMatchObject({ status: 'unscored', problem: { code: 'CLIP_TOO_SHORT' } })
})

test('behind the static filter, a clip that moves is left out of the mean', () => {
  const clip = clipView({ frameCount: 4 })
  const feature = { meanAbsoluteDifferences: [2, 2, 2], largestMagnitudes: [0, 0, 0, 0, 0] }
  const score = (changed: Partial<typeof feature>) =>
    stillTemporalFlickering.score({ clip, prompt: prompt('a street'), feature: { ...feature, ...changed } })
  expect(score({})).toMatchObject({ status: 'scored', value: (255 - 2) / 255 })
  expect(score({ largestMagnitudes: [9, 9, 9, 0, 0] })).toMatchObject({ problem: { code: 'CLIP_MOVES' } })
  // the ends are held against each other as well
  expect(score({ largestMagnitudes: [0, 0, 0, 99, 0] })).toMatchObject({ status: 'excluded' })
  expect(score({ meanAbsoluteDifferences: [] })).toMatchObject({ problem: { code: 'CLIP_TOO_SHORT' } })
})
