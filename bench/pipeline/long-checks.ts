import { basename } from 'node:path'
import { problem } from '../errors.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { PreflightProblem } from './preflight-problem.ts'
import type { Prepared } from './prepare.ts'
import { isLong } from './protocol.ts'
import type { FoundClip } from './recorded-clips.ts'

/** What keeps recorded clips from VBench-Long: clips of both protocols in one run, and weights that are not here. */
export function longProblems(
  prepared: Prepared,
  plan: readonly PlannedClip[],
  found: ReadonlyMap<string, FoundClip>,
): PreflightProblem[] {
  const clips = plan.flatMap(({ id, model }) => {
    const clip = found.get(id)
    return clip === undefined
      ? []
      : [{ model, name: basename(clip.path), isLong: isLong(prepared.request, clip.video) }]
  })
  if (!clips.some(({ isLong }) => isLong)) return []
  return [...mixedProtocols(clips), ...missingWeights(prepared)]
}

interface Lengths {
  readonly model: string
  readonly name: string
  readonly isLong: boolean
}

/** Of one model where its own clips differ; else of all together, because a run's numbers stand in one table. */
function mixedProtocols(clips: readonly Lengths[]): PreflightProblem[] {
  const models = [...new Set(clips.map(({ model }) => model))]
  const groups = models.map((name) => ({ name, clips: clips.filter(({ model }) => model === name) }))
  const mixed = groups.filter((group) => isMixed(group.clips))
  if (mixed.length > 0) return mixed.map((group) => durationsMixed(group.name, group.name, group.clips))
  return isMixed(clips) ? [durationsMixed(null, models.join(', '), clips)] : []
}

const isMixed = (clips: readonly Lengths[]) => new Set(clips.map(({ isLong }) => isLong)).size > 1

function durationsMixed(model: string | null, name: string, clips: readonly Lengths[]): PreflightProblem {
  const long = clips.filter(({ isLong }) => isLong)
  const facts = {
    model: name,
    short: clips.length - long.length,
    long: long.length,
    example: long[0]!.name,
  }
  const found = problem('DURATIONS_MIXED', facts)
  return { itemId: null, model, dimension: null, problem: found, level: 'error' }
}

/** As missing weights of whole clips are: a warning that leaves the dimension unscored, an error with --strict. */
function missingWeights({ request, measures }: Prepared): PreflightProblem[] {
  return [...measures.values()].flatMap(({ dimension, obstacle, long }): PreflightProblem[] => {
    if (obstacle !== null || !long?.removable) return []
    const level = request.strict ? 'error' : 'warning'
    return [{ itemId: null, model: null, dimension, problem: long.obstacle!, level }]
  })
}
