import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { problemOf } from '../errors.ts'
import { sha256 } from '../records/identity.ts'
import type { PlannedClip } from '../records/plan.ts'
import { putMeta, readMeta } from '../store/meta.ts'
import { putPlan } from '../store/plan.ts'
import { withStoreErrors } from '../store/store-error.ts'
import type { Prepared } from './prepare.ts'
import { createRun, openRun, peekRun, type Run, type RunFacts } from './run-folder.ts'
import { changedSettings } from './settings.ts'

export interface SelectedRun {
  readonly run: Run
  /** Whether it was there before. */
  readonly resumed: boolean
}

/**
 * The run to work in: the newest one with the same settings, finished or not (what is done in it is not done again),
 * or else a new one. When the newest run of the suite is unfinished and has other settings, a notice names them.
 */
export async function selectRun(prepared: Prepared, plan: readonly PlannedClip[]): Promise<SelectedRun> {
  const found = prepared.request.fresh ? noRuns : await findRuns(prepared)
  if (found.same !== null) return { run: await continueRun(found.same, prepared, plan), resumed: true }
  const run = await startRun(prepared, plan)
  await run.emit(...found.notices.map((message) => ({ type: 'notice' as const, message })))
  return { run, resumed: false }
}

async function continueRun(path: string, prepared: Prepared, plan: readonly PlannedClip[]): Promise<Run> {
  const run = await openRun(path, prepared.request.onEvent)
  const planSha256 = planHash(plan)
  if ((await readMeta(run.store, planKey, z.string())) !== planSha256) {
    await run.store.commit([...putPlan(plan), putMeta(planKey, planSha256)])
  }
  return run
}

async function startRun(prepared: Prepared, plan: readonly PlannedClip[]): Promise<Run> {
  const { request, settings, configSha256 } = prepared
  const now = new Date()
  const facts: RunFacts = {
    id: runId(request.suite.id, request.generators[0]?.model ?? 'none', now),
    suite: request.suite.id,
    startedAt: now.toISOString(),
    configSha256,
    settings: z.json().parse(settings),
  }
  const rows = [...putPlan(plan), putMeta(planKey, planHash(plan))]
  return createRun(join(request.outputDir, facts.id), facts, rows, request.onEvent)
}

const planKey = 'plan-sha256'
const planHash = (plan: readonly PlannedClip[]) => sha256(JSON.stringify(plan))

/** `20261122-181500-vbench-toybox-1a2b3c`: UTC, sorts by time, names what it is. */
function runId(suite: string, model: string, now: Date): string {
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  const slug = model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 24)
    .replace(/^-|-$/g, '')
  return `${time}-${suite}-${slug || 'model'}-${randomBytes(3).toString('hex')}`
}

interface FoundRuns {
  readonly same: string | null
  readonly notices: readonly string[]
}
const noRuns: FoundRuns = { same: null, notices: [] }

/** Looks from the newest run back. What can't be read is passed over with a notice. */
async function findRuns({ request, configSha256, settings }: Prepared): Promise<FoundRuns> {
  const pattern = new RegExp(`^\\d{8}-\\d{6}-${request.suite.id}-`)
  const names = (await listFolder(request.outputDir))
    .filter((name) => pattern.test(name))
    .sort()
    .reverse()
  const notices: string[] = []
  for (const [index, name] of names.entries()) {
    const path = join(request.outputDir, name)
    const facts = await peekRun(path).catch((thrown: unknown) => {
      // Locked for a moment is no reason to do everything again.
      if (problemOf(thrown).code === 'STORE_BUSY') throw thrown
      notices.push(`Passing over ${name}: ${problemOf(thrown).message}`)
      return null
    })
    if (facts === null) continue
    if (facts.configSha256 === configSha256) return { same: path, notices }
    if (index === 0 && (facts.status === 'running' || facts.status === 'interrupted')) {
      notices.push(otherSettings(name, changedSettings(facts.settings, settings)))
    }
  }
  return { same: null, notices }
}

// More are not read by anyone; --print-config has them all.
const namedChanges = 5

function otherSettings(name: string, changes: readonly string[]): string {
  const rest = changes.length - namedChanges
  const list = changes.slice(0, namedChanges).join('; ') + (rest > 0 ? `; and ${rest} more` : '')
  return `Starting a new run: the unfinished ${name} has other settings (${list}).`
}

async function listFolder(path: string): Promise<string[]> {
  return withStoreErrors(path, async () => {
    try {
      return await readdir(path)
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return []
      throw thrown
    }
  })
}
