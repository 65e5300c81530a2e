import { BenchError } from '../errors.ts'
import type { RunEvent } from '../records/event.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import { type ClipRow, readClips } from '../store/clips.ts'
import { putMeta } from '../store/meta.ts'
import { longProblems } from './long-checks.ts'
import { folderProblems, pictureProblems, shapeProblems } from './picture-checks.ts'
import { type PreflightProblem, preflightKey } from './preflight-problem.ts'
import type { Prepared } from './prepare.ts'
import { clipProblems, setProblems } from './recorded-checks.ts'
import { type FoundClip, lookUp } from './recorded-clips.ts'
import type { Run } from './run-folder.ts'

export interface Preflight {
  /** Clips of recorded sources where they lie, by item id. */
  readonly found: ReadonlyMap<string, FoundClip>
  /** Why planned clips can't be had, by item id. */
  readonly unusable: ReadonlyMap<string, Problem>
}

/**
 * Checks the plan against the sources before anything is made: weights, what each generator says, and every recorded
 * video (readable, long enough for its dimensions, of one frame rate and one protocol). Each problem becomes an event.
 * Throws PREFLIGHT_FAILED when one is an error, unless partial runs are allowed.
 */
export async function preflight(
  run: Run,
  prepared: Prepared,
  plan: readonly PlannedClip[],
): Promise<Preflight> {
  const started = performance.now()
  await run.emit({ type: 'stage-started', stage: 'preflight', total: plan.length, cached: 0 })
  const outcome = await check(run, prepared, plan)
  const seconds = (performance.now() - started) / 1000
  await run.commit(
    [putMeta(preflightKey, outcome.problems.filter(({ level }) => level === 'error').map(toJson))],
    [
      ...outcome.problems.map(({ itemId, problem }): RunEvent => ({ type: 'warning', itemId, problem })),
      { type: 'stage-finished', stage: 'preflight', seconds },
    ],
  )
  if (!prepared.request.allowPartial) refuseErrors(outcome.problems)
  return outcome
}

async function check(run: Run, prepared: Prepared, plan: readonly PlannedClip[]) {
  const problems: PreflightProblem[] = [...weightProblems(prepared), ...folderProblems(prepared)]
  const found = new Map<string, FoundClip>()
  const unusable = new Map<string, Problem>()
  const rows: ReadonlyMap<string, ClipRow> = await readClips(run.store)
  for (const generator of prepared.request.generators) {
    const { model } = generator
    const clips = plan.filter((clip) => clip.model === model)
    problems.push(...pictureProblems(prepared, generator, clips))
    for (const { itemId, problem, level } of await generator.preflight(clips)) {
      problems.push({ itemId, model, dimension: null, problem, level })
      if (itemId !== null && level === 'error') unusable.set(itemId, problem)
    }
    if (generator.makesClips) continue
    const wanted = clips.filter(({ id }) => !unusable.has(id))
    for (const { clip, outcome } of await lookUp(run, prepared, generator, wanted, rows)) {
      if (outcome.status === 'found') {
        found.set(clip.id, outcome.clip)
        problems.push(...clipProblems(prepared, clip, outcome.clip.video))
      } else {
        unusable.set(clip.id, outcome.problem)
        problems.push({ itemId: clip.id, model, dimension: null, problem: outcome.problem, level: 'error' })
      }
    }
    problems.push(...setProblems(prepared, model, clips, found))
    problems.push(...shapeProblems(prepared, model, clips, found))
  }
  problems.push(...longProblems(prepared, plan, found))
  return { problems, found, unusable }
}

/** Missing weights: errors when the user asked for all or none, and when nothing else could be scored. */
function weightProblems({ request, measures }: Prepared): PreflightProblem[] {
  const isUseless = [...measures.values()].every(({ obstacle }) => obstacle !== null)
  const level = request.strict || isUseless ? 'error' : 'warning'
  return [...measures.values()]
    .filter(({ obstacle, removable }) => obstacle !== null && removable)
    .map(({ dimension, obstacle }) => ({
      itemId: null,
      model: null,
      dimension,
      problem: obstacle!,
      level,
    }))
}

const toJson = ({ itemId, model, dimension, problem, level }: PreflightProblem) => ({
  itemId,
  model,
  dimension,
  problem: { ...problem },
  level,
})

// The first ones show what kind it is; the run's events and the report have them all.
const listedProblems = 5

function refuseErrors(problems: readonly PreflightProblem[]): void {
  const errors = problems.filter(({ level }) => level === 'error')
  if (errors.length === 0) return
  const lines = errors
    .slice(0, listedProblems)
    .map(({ itemId, problem }) => `- ${itemId === null ? '' : `${itemId}: `}${problem.message}`)
  if (errors.length > listedProblems) lines.push(`- and ${errors.length - listedProblems} more`)
  const count = errors.length === 1 ? '1 problem' : `${errors.length} problems`
  throw new BenchError('PREFLIGHT_FAILED', { count, list: lines.join('\n') })
}
