import { expect, test } from 'vitest'
import { describeShared } from '../support/shared.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { goldenDimensions } from '../support/vbench-fixture-set.ts'
import { expectGoldenScores, scoreGoldenClips } from './golden-scores.ts'

const folder = temporaryFolder()

describeShared('the official profile on one clip', () => {
  // RAFT takes as long as all others together; official.heavy.ts has it
  const dimensions = goldenDimensions.filter((id) => id !== 'dynamic-degree')

  test("every score equals upstream's within the fixture's tolerance", { timeout: 240_000 }, async () => {
    const { result, clipOf } = await scoreGoldenClips(folder, ['megamind_202x150_17f_8fps.mp4'], dimensions)
    expect(Object.keys(expectGoldenScores(result, clipOf, dimensions))).toHaveLength(dimensions.length)
    expect(result.profile.notice).toContain('networks of your own')
  })
})
