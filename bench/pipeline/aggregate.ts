import type { Manifest } from '../records/manifest.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { RunResult } from '../records/run-result.ts'
import { scoreKey } from '../store/scores.ts'
import { defaultMaxRegression } from './compare.ts'
import { judgeGates } from './gates.ts'
import { failuresOf, itemResult, type Known, readKnown } from './known.ts'
import { withProtocol } from './manifest.ts'
import { modelResult } from './model-result.ts'
import type { Prepared } from './prepare.ts'
import { protocolOf } from './protocol.ts'
import type { Run } from './run-folder.ts'

/**
 * Turns the rows of a run into its result. Nothing is measured here: a clip or score that the store lacks, or that was
 * made from something else than the request asks for, is missing.
 */
export async function aggregate(
  run: Run,
  prepared: Prepared,
  plan: readonly PlannedClip[],
  manifest: Manifest,
): Promise<RunResult> {
  const started = performance.now()
  const total = prepared.request.generators.length
  await run.emit({ type: 'stage-started', stage: 'aggregate', total, cached: 0 })
  const known = await readKnown(run, prepared, plan)
  const result = judge(run, prepared, resultOf(run, prepared, plan, known, manifest))
  const seconds = (performance.now() - started) / 1000
  await run.emit({ type: 'stage-finished', stage: 'aggregate', seconds })
  return result
}

type Unjudged = Omit<RunResult, 'gates' | 'comparison'>

function resultOf(
  run: Run,
  prepared: Prepared,
  plan: readonly PlannedClip[],
  known: Known,
  manifest: Manifest,
): Unjudged {
  const { request } = prepared
  const { name, count, sha256 } = request.promptList
  const failures = failuresOf(prepared, plan, known)
  const protocol = protocolOf(request, known.clips.values())
  return {
    schemaVersion: 1,
    runId: run.facts.id,
    createdAt: new Date().toISOString(),
    suite: { id: request.suite.id, title: request.suite.title },
    profile: { id: request.profile.id, title: request.profile.title, notice: request.profile.notice },
    protocol,
    promptList: { name, count, sha256 },
    status: statusOf(prepared, known, failures.length),
    models: request.generators.map((generator) =>
      modelResult(prepared, generator, {
        protocol,
        clips: plan.filter(({ model }) => model === generator.model),
        hasClip: ({ id }) => known.clips.get(id)?.status === 'generated',
        scoreOf: ({ id }, dimension) => known.scores.get(scoreKey(id, dimension)),
      }),
    ),
    items: plan.map((clip) => itemResult(clip, known)),
    failures,
    ...(request.parity && { parity: request.parity }),
    manifest: withProtocol(manifest, prepared, protocol),
  }
}

function statusOf({ request }: Prepared, { untried }: Known, failures: number): RunResult['status'] {
  const pending = untried.clips.length + untried.scores > 0
  if (pending && request.signal.aborted) return 'interrupted'
  return pending || failures > 0 ? 'incomplete' : 'complete'
}

function judge(run: Run, { request }: Prepared, result: Unjudged): RunResult {
  const { gates, comparison } = judgeGates({ path: run.path, result }, request.gates, request.baseline, {
    maxRegression: request.maxRegression ?? defaultMaxRegression,
    ...request.bootstrap,
    seed: request.seed,
    totals: request.suite.totals,
  })
  return { ...result, gates: [...gates], comparison }
}
