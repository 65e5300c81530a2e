import { expect, test } from 'vitest'
import { describeShared } from '../support/shared.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { endToEnd } from '../support/vbench-fixture-set.ts'
import { expectGoldenScores, scoreGoldenClips } from './golden-scores.ts'

const folder = temporaryFolder()

describeShared('the official profile on all golden clips', () => {
  test("every score equals upstream's within the fixture's tolerance", async () => {
    const clips = endToEnd().results.overall_consistency!.videos.map(({ clip }) => clip)
    const { result, clipOf } = await scoreGoldenClips(folder, clips)
    const largest = expectGoldenScores(result, clipOf)
    console.log('largest errors', largest)
    expect(Object.keys(largest)).toHaveLength(8)
    expect(result.profile.notice).toContain('networks of your own')
  })
})
