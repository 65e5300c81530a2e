import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fewestGoldChecks } from '../../../evaluators/human-preference/rater-results.ts'
import { writeManifest } from '../../pipeline/manifest.ts'
import { createRun, openRun, peekRun, type Run, type RunFacts } from '../../pipeline/run-folder.ts'
import type { RunEvent } from '../../records/event.ts'
import { goldQuestions } from '../../records/gold-questions.ts'
import { identityOf, type Json } from '../../records/identity.ts'
import { studyPlanSchema } from '../../records/study-plan.ts'
import { draftStudy, planIdentity, type StudyDraft, type StudySettings } from '../../review/draft-study.ts'
import { prepareClips } from '../../review/prepare-clips.ts'
import type { StudySource } from '../../review/study-source.ts'
import { putMeta } from '../../store/meta.ts'
import { putStudy, readStudy } from '../../store/studies.ts'
import { type ManifestFacts, studyManifest } from './study-manifest.ts'

export interface PlanRequest {
  readonly source: StudySource
  readonly settings: StudySettings
  readonly notices: readonly string[]
  readonly manifest: ManifestFacts
  readonly outputDir: string
  /** Plan anew although there is such a study. */
  readonly fresh: boolean
  /** Clips that are encoded at once. */
  readonly workers: number
  readonly onEvent: (event: RunEvent) => void
  readonly signal: AbortSignal
}

/**
 * Plans the study and makes its clips, in a new run folder or in the one of an equal study: one that was interrupted is
 * continued, one that is complete stays as it is. Returns the folder, absolute.
 */
export async function planStudyRun(request: PlanRequest): Promise<string> {
  const settings = decidingSettings(request)
  const configSha256 = identityOf(settings)
  const found = request.fresh ? null : await sameStudy(request.outputDir, configSha256)
  const run = await (found === null
    ? startStudy(request, settings, configSha256)
    : openRun(found, request.onEvent))
  try {
    if ((await readStudy(run.store)) === null) await fill(run, request, found !== null)
    else await run.emit({ type: 'notice', message: `This study is planned already, in ${run.path}.` })
    return run.path
  } finally {
    await run.close()
  }
}

function decidingSettings({ source, settings }: PlanRequest): { readonly [key: string]: Json } {
  const { excludeBelowGold, minimumWatchSeconds } = settings
  return {
    suite: 'preference',
    plan: planIdentity(source, settings),
    models: source.models,
    prompts: source.prompts.length,
    seed: settings.seed,
    excludeBelowGold,
    minimumWatchSeconds,
  }
}

/** The newest run of an equal study, or null. */
async function sameStudy(outputDir: string, configSha256: string): Promise<string | null> {
  const names = await readdir(outputDir).catch(() => [])
  for (const name of names
    .filter((found) => runName.test(found))
    .sort()
    .reverse()) {
    const facts = await peekRun(join(outputDir, name)).catch(() => null)
    if (facts?.configSha256 === configSha256) return join(outputDir, name)
  }
  return null
}

const runName = /^\d{8}-\d{6}-preference-/

function startStudy(
  { source, outputDir, onEvent }: PlanRequest,
  settings: { readonly [key: string]: Json },
  configSha256: string,
): Promise<Run> {
  const now = new Date()
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  const slug = source.models[0]!.toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 24)
    .replace(/^-|-$/g, '')
  const facts: RunFacts = {
    id: `${time}-preference-${slug || 'model'}-${randomBytes(3).toString('hex')}`,
    suite: 'preference',
    startedAt: now.toISOString(),
    configSha256,
    settings: JSON.parse(JSON.stringify(settings)),
  }
  return createRun(join(outputDir, facts.id), facts, [], onEvent)
}

/** A rule that never applies protects from nothing. */
function goldNotices({ study, items }: StudyDraft): string[] {
  const rule = study.excludeBelowGold
  if (rule === undefined) return []
  const gold = items.filter(({ mark }) => mark.kind === 'gold' || mark.kind === 'degraded')
  const checks = Array.from(
    { length: study.raters },
    (_, slot) => gold.filter((item) => item.slot === slot).length * goldQuestions(study.form).length,
  )
  const least = Math.min(...checks)
  return least >= fewestGoldChecks
    ? []
    : [
        `Some raters get ${least} gold checks, and the rule that leaves careless raters out needs ${fewestGoldChecks}: raise preference.goldRate, or set excludeBelowGold to null.`,
      ]
}

/** Clips first: the study appears in the store when everything that it shows is there. */
async function fill(run: Run, request: PlanRequest, resumed: boolean): Promise<void> {
  const draft = draftStudy(request.source, request.settings, {
    studyId: identityOf(run.facts.id).slice(0, 32),
    createdAtMilliseconds: Date.parse(run.facts.startedAt),
  })
  await run.commit(
    [putMeta('status', 'running')],
    [
      { type: 'run-started', runId: run.facts.id, path: run.path, resumed, clips: draft.clips.length },
      ...[...request.notices, ...goldNotices(draft)].map(
        (message): RunEvent => ({ type: 'notice', message }),
      ),
      { type: 'stage-started', stage: 'generate', total: draft.clips.length, cached: 0 },
    ],
  )
  await writeManifest(run.path, await studyManifest(run.facts, request.source, request.manifest))
  const started = performance.now()
  const clips = await prepareClips(draft.clips, {
    runPath: run.path,
    atOnce: request.workers,
    signal: request.signal,
    onClip: ({ clipId }, seconds) =>
      request.onEvent({ type: 'item-finished', stage: 'generate', itemId: clipId, seconds, problem: null }),
  })
  const plan = studyPlanSchema.parse({ ...draft, clips })
  const seconds = (performance.now() - started) / 1000
  await run.commit(
    [...putStudy(plan), putMeta('status', 'incomplete')],
    [
      { type: 'stage-finished', stage: 'generate', seconds },
      { type: 'run-finished', status: 'incomplete' },
    ],
  )
}
