import { resolve } from 'node:path'
import { BenchError } from '../errors.ts'
import type { Manifest } from '../records/manifest.ts'
import type { PlannedClip } from '../records/plan.ts'
import { clearFeatures } from '../store/features.ts'
import { putMeta } from '../store/meta.ts'
import { readPlan } from '../store/plan.ts'
import { clearScores } from '../store/scores.ts'
import { aggregate } from './aggregate.ts'
import { checkBaseline } from './baseline.ts'
import type { RunOutcome, RunRequest } from './contract.ts'
import { generate } from './generate.ts'
import { buildManifest, writeManifest } from './manifest.ts'
import { findPictures } from './pictures.ts'
import { planClips } from './plan.ts'
import { preflight } from './preflight.ts'
import { type Prepared, prepare } from './prepare.ts'
import { writeResult } from './result-file.ts'
import { openRun, type Run } from './run-folder.ts'
import { score } from './score.ts'
import { selectRun } from './select-run.ts'
import { madeBy } from './settings.ts'
import { verifyClips } from './verify-clips.ts'

/** plan → preflight → generate → score → aggregate, in a new run folder or in one that it continues. */
export async function run(request: RunRequest): Promise<RunOutcome> {
  return inSelectedRun(request, async (stage) => {
    await makeClips(stage)
    await score(stage.run, stage.prepared, stage.plan)
    return conclude(stage)
  })
}

/** The same without scores: plan → preflight → generate. `bench score` goes on from there. */
export async function generateRun(request: RunRequest): Promise<RunOutcome> {
  return inSelectedRun(request, async (stage) => {
    await makeClips(stage)
    return conclude(stage)
  })
}

/** Scores the clips that a run folder has, as planned there, and aggregates. With `fresh`, features and scores are computed anew. */
export async function scoreRun(path: string, request: RunRequest): Promise<RunOutcome> {
  return inExistingRun(path, request, async (stage) => {
    if (request.fresh) await stage.run.store.commit([...clearScores, ...clearFeatures])
    await verifyClips(stage.run, stage.plan)
    await score(stage.run, stage.prepared, stage.plan)
    return conclude(stage)
  })
}

/** Aggregates anew what a run folder holds: after a change of gates, baseline or bootstrap. */
export async function aggregateRun(path: string, request: RunRequest): Promise<RunOutcome> {
  return inExistingRun(path, request, conclude)
}

interface Stage {
  readonly run: Run
  readonly prepared: Prepared
  readonly plan: readonly PlannedClip[]
  readonly manifest: Manifest
}

async function inSelectedRun<T>(request: RunRequest, action: (stage: Stage) => Promise<T>): Promise<T> {
  const prepared = await prepare(request)
  checkBaseline(prepared)
  const plan = planClips(request)
  if (plan.length === 0) {
    throw new BenchError('PLAN_EMPTY', {
      list: request.promptList.name,
      dimensions: request.dimensions.join(', ') || 'none',
    })
  }
  const { run, resumed } = await selectRun(prepared, plan)
  return closing(run, () => started(run, prepared, plan, resumed, action))
}

async function inExistingRun<T>(
  path: string,
  request: RunRequest,
  action: (stage: Stage) => Promise<T>,
): Promise<T> {
  const prepared = await prepare(request)
  checkBaseline(prepared)
  const run = await openRun(resolve(path), request.onEvent)
  const asMade = { ...prepared, generatorIdentities: madeBy(run.facts) }
  return closing(run, async () => started(run, asMade, await readPlan(run.store), true, action))
}

async function started<T>(
  run: Run,
  prepared: Prepared,
  plan: readonly PlannedClip[],
  resumed: boolean,
  action: (stage: Stage) => Promise<T>,
): Promise<T> {
  await run.commit(
    [putMeta('status', 'running')],
    [{ type: 'run-started', runId: run.facts.id, path: run.path, resumed, clips: plan.length }],
  )
  const { pictures: folder = null, signal } = prepared.request
  const complete = { ...prepared, pictures: await findPictures(folder, plan, signal) }
  const manifest = await buildManifest(run.facts, complete)
  await writeManifest(run.path, manifest)
  return action({ run, prepared: complete, plan, manifest })
}

async function makeClips({ run, prepared, plan }: Stage): Promise<void> {
  await generate(run, prepared, plan, await preflight(run, prepared, plan))
}

async function conclude({ run, prepared, plan, manifest }: Stage): Promise<RunOutcome> {
  const result = await aggregate(run, prepared, plan, manifest)
  await writeManifest(run.path, result.manifest)
  await writeResult(run.path, result)
  await run.commit([putMeta('status', result.status)], [{ type: 'run-finished', status: result.status }])
  return { path: run.path, result }
}

async function closing<T>(run: Run, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } finally {
    await run.close()
  }
}
