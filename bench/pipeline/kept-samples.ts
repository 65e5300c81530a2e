import { problem } from '../errors.ts'
import type { DimensionId } from '../records/dimension.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Score } from '../records/score.ts'
import { scoreKey } from '../store/scores.ts'
import type { RunRequest } from './contract.ts'

/**
 * Leaves the first scored samples of each prompt, in the order of their file names, in the mean of a dimension that
 * takes no more of them; the others become excluded. As upstream, which looks through sorted names: sample 10 comes
 * before sample 2.
 *
 * @param scores by `scoreKey`; changed in place
 */
export function keepFirstSamples(
  plan: readonly PlannedClip[],
  keptSamples: RunRequest['keptSamples'],
  scores: Map<string, Score>,
): void {
  for (const [name, kept] of Object.entries(keptSamples ?? {})) {
    const dimension = name as DimensionId
    for (const clips of samplesByPrompt(plan, dimension).values()) {
      const counted = clips
        .toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))
        .filter(({ id }) => scores.get(scoreKey(id, dimension))?.status === 'scored')
      for (const { id } of counted.slice(kept)) {
        scores.set(scoreKey(id, dimension), {
          status: 'excluded',
          problem: problem('SAMPLE_SURPLUS', { kept }),
        })
      }
    }
  }
}

function samplesByPrompt(plan: readonly PlannedClip[], dimension: DimensionId): Map<string, PlannedClip[]> {
  const groups = new Map<string, PlannedClip[]>()
  for (const clip of plan) {
    if (!clip.dimensions.includes(dimension)) continue
    const key = `${clip.model}\n${clip.prompt.id}`
    groups.set(key, [...(groups.get(key) ?? []), clip])
  }
  return groups
}
