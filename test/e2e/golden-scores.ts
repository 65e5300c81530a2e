import { join } from 'node:path'
import { expect } from 'vitest'
import type { RunResult } from '../../bench/records/run-result.ts'
import {
  endToEnd,
  type GoldenDimension,
  goldenDimensions,
  writeFixtureSet,
  writeGoldenClips,
} from '../support/vbench-fixture-set.ts'
import { runVbench } from './results.ts'

/** The fixture's tolerances: absolute, of a clip's own score. */
const tolerances = {
  'subject-consistency': 2e-5,
  'background-consistency': 2e-5,
  'motion-smoothness': 5e-5,
  'dynamic-degree': 0,
  'aesthetic-quality': 1e-4,
  'imaging-quality': 0.02,
  'appearance-style': 2e-4,
  'overall-consistency': 2e-5,
} as const satisfies Record<GoldenDimension, number>
const pairTolerance = 0.005

/** Scores the clips through the command line with the fixtures' networks. */
export async function scoreGoldenClips(
  folder: string,
  clips: readonly string[],
  dimensions: readonly GoldenDimension[] = goldenDimensions,
) {
  writeFixtureSet(join(folder, 'weights'))
  const clipOf = writeGoldenClips(folder, clips)
  const { path, result } = await runVbench(
    [
      ...['--profile', 'official', '--weights', join(folder, 'weights')],
      ...['--generator', 'recorded', '--videos', join(folder, 'videos')],
      ...['--prompts', join(folder, 'prompts.json'), '--samples', '1'],
      ...['--dimension', dimensions.join(',')],
      // the clips have three frame rates
      '--allow-partial',
    ],
    folder,
  )
  return { path, result, clipOf }
}

/** Holds every clip's scores against upstream's, each within the fixture's tolerance. The largest error of each. */
export function expectGoldenScores(
  result: RunResult,
  clipOf: ReadonlyMap<string, string>,
  dimensions: readonly GoldenDimension[] = goldenDimensions,
): Record<string, number> {
  const golden = endToEnd().results
  const largest: Record<string, number> = {}
  for (const dimension of dimensions) {
    const { videos, pair_scores: pairs } = golden[dimension.replaceAll('-', '_')]!
    for (const item of result.items) {
      const clip = clipOf.get(item.prompt)!
      const video = videos.find((row) => row.clip === clip)
      // upstream's run of dynamic degree has three of the clips
      if (video === undefined) continue
      const score = item.scores[dimension]
      const where = `${dimension} of ${clip}: ${JSON.stringify(score)}`
      expect(score?.status, where).toBe('scored')
      if (score?.status !== 'scored') continue
      const found = Number(score.details?.videoResults ?? score.value)
      const error = Math.abs(found - Number(video.video_results))
      expect(error, where).toBeLessThanOrEqual(tolerances[dimension])
      largest[dimension] = Math.max(largest[dimension] ?? 0, error)
      if (pairs?.[clip] === undefined) continue
      const magnitudes = score.details?.largestMagnitudes as readonly number[]
      expect(magnitudes).toHaveLength(pairs[clip].length)
      const errors = pairs[clip].map((pair, i) => Math.abs(pair - (magnitudes[i] as number)))
      expect(Math.max(...errors), where).toBeLessThanOrEqual(pairTolerance)
    }
  }
  return largest
}
