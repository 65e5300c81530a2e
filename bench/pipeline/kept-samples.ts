import { z } from 'zod'
import { problem } from '../errors.ts'
import type { DimensionId } from '../records/dimension.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Score, ScoredValue } from '../records/score.ts'
import { scoreKey } from '../store/scores.ts'
import type { RunRequest } from './contract.ts'

/**
 * Leaves the first scored samples of each prompt, in the order of their file names, in the mean of a dimension that
 * takes no more of them; the others become excluded. As upstream, which looks through sorted names: sample 10 comes
 * before sample 2. Of long clips their segments are counted, and the last clip may keep only the first of its own.
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
    for (const clips of samplesByPrompt(plan, dimension).values()) keepFirst(clips, dimension, kept, scores)
  }
}

function keepFirst(
  clips: readonly PlannedClip[],
  dimension: DimensionId,
  kept: number,
  scores: Map<string, Score>,
): void {
  let left = kept
  for (const { id } of clips.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
    const key = scoreKey(id, dimension)
    const score = scores.get(key)
    if (score?.status !== 'scored') continue
    const segments = segmentsIn(score)
    const count = segments?.filter((segment) => segment !== null).length ?? 1
    if (left === 0) scores.set(key, { status: 'excluded', problem: problem('SAMPLE_SURPLUS', { kept }) })
    else if (segments !== null && count > left) scores.set(key, withFirst(score, segments, left))
    left = Math.max(0, left - count)
  }
}

const segmentsSchema = z.array(z.object({ value: z.number(), weight: z.number() }).nullable())
type Segments = z.infer<typeof segmentsSchema>

function segmentsIn({ details }: ScoredValue): Segments | null {
  const parsed = segmentsSchema.safeParse(details?.segments)
  return parsed.success ? parsed.data : null
}

/** The score of a clip's first `count` segments that have one. */
function withFirst(score: ScoredValue, all: Segments, count: number): ScoredValue {
  let left = count
  const segments = all.map((segment) => (segment !== null && left-- > 0 ? segment : null))
  const values = segments.flatMap((segment) => (segment === null ? [] : [segment.value]))
  const value = values.reduce((sum, one) => sum + one, 0) / values.length
  return { ...score, value, details: { ...score.details, segments } }
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
