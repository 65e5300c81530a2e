import { problem } from '../errors.ts'
import type { Clip } from '../records/clip.ts'
import type { DimensionId } from '../records/dimension.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Failure, ItemResult } from '../records/run-result.ts'
import type { Score } from '../records/score.ts'
import { readClips } from '../store/clips.ts'
import { readMeta } from '../store/meta.ts'
import { readScores, scoreKey } from '../store/scores.ts'
import { clipIdentity } from './clip-identity.ts'
import { keepFirstSamples } from './kept-samples.ts'
import { type PreflightProblem, preflightKey, preflightListSchema } from './preflight-problem.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run-folder.ts'
import { wantedScores } from './score-plan.ts'

/** What the store holds of what the request asks for; rows made from something else are left out. */
export interface Known {
  readonly clips: ReadonlyMap<string, Clip>
  /** By `scoreKey`. */
  readonly scores: ReadonlyMap<string, Score>
  /** Clips and scores that were never tried. */
  readonly untried: { readonly clips: readonly PlannedClip[]; readonly scores: number }
  readonly preflight: readonly PreflightProblem[]
}

export async function readKnown(run: Run, prepared: Prepared, plan: readonly PlannedClip[]): Promise<Known> {
  const rows = await readClips(run.store)
  for (const clip of plan) {
    if (rows.get(clip.id)?.clip.identity !== clipIdentity(prepared, clip)) rows.delete(clip.id)
  }
  const stored = await readScores(run.store)
  const scores = new Map<string, Score>()
  const wanted = wantedScores(prepared, plan, rows)
  for (const { clip, dimension, identity } of wanted) {
    const key = scoreKey(clip.id, dimension)
    const row = stored.get(key)
    if (row !== undefined && (row.identity === identity || row.identity === '')) scores.set(key, row.score)
  }
  keepFirstSamples(plan, prepared.request.keptSamples, scores)
  return {
    clips: new Map([...rows].map(([id, row]) => [id, row.clip])),
    scores,
    untried: { clips: plan.filter(({ id }) => !rows.has(id)), scores: wanted.length - scores.size },
    preflight: (await readMeta(run.store, preflightKey, preflightListSchema)) ?? [],
  }
}

/** Everything that keeps the run from being complete: of the whole, then by clip in planned order. */
export function failuresOf(prepared: Prepared, plan: readonly PlannedClip[], known: Known): Failure[] {
  return [...wholeFailures(prepared, known), ...plan.flatMap((clip) => clipFailures(prepared, clip, known))]
}

function wholeFailures({ measures }: Prepared, { preflight }: Known): Failure[] {
  const missing = [...measures.values()].filter(({ removable }) => removable)
  return [
    ...missing.map(({ dimension, obstacle }) => ({
      stage: 'preflight' as const,
      itemId: null,
      model: null,
      dimension,
      problem: obstacle!,
    })),
    ...preflight
      .filter(({ itemId, dimension, level }) => itemId === null && dimension === null && level === 'error')
      .map(({ model, problem }) => ({
        stage: 'preflight' as const,
        itemId: null,
        model,
        dimension: null,
        problem,
      })),
  ]
}

function clipFailures({ request }: Prepared, clip: PlannedClip, { clips, scores }: Known): Failure[] {
  const { id: itemId, model } = clip
  const found = clips.get(itemId)
  if (found?.status !== 'generated') {
    const makesClips = request.generators.find((generator) => generator.model === model)?.makesClips ?? true
    // What was never tried is pending, not failed.
    if (found === undefined && request.signal.aborted) return []
    const stage = makesClips ? ('generate' as const) : ('preflight' as const)
    const cause = found?.problem ?? problem('CLIP_MISSING', {})
    return [{ stage, itemId, model, dimension: null, problem: cause }]
  }
  return clip.dimensions.flatMap((dimension: DimensionId): Failure[] => {
    const score = scores.get(scoreKey(itemId, dimension))
    if (score?.status !== 'unscored') return []
    return [{ stage: 'score', itemId, model, dimension, problem: score.problem }]
  })
}

/** One planned clip with all that is known of it. */
export function itemResult(clip: PlannedClip, { clips, scores }: Known): ItemResult {
  const found = clips.get(clip.id)
  const { id, model, prompt, sampleIndex, seed, fileName } = clip
  const own = clip.dimensions.flatMap((dimension) => {
    const score = scores.get(scoreKey(id, dimension))
    return score === undefined ? [] : [[dimension, score] as const]
  })
  return {
    id,
    model,
    promptId: prompt.id,
    prompt: prompt.text,
    ...(prompt.image !== undefined && { image: prompt.image }),
    sampleIndex,
    seed,
    fileName,
    clip: found?.status === 'generated' ? withoutStatus(found) : null,
    scores: Object.fromEntries(own),
  }
}

function withoutStatus({ status: _, ...clip }: Extract<Clip, { status: 'generated' }>) {
  return clip
}
