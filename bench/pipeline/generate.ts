import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError, problemOf } from '../errors.ts'
import type { GenerateProgress, Generator, GeneratorSession } from '../generators/contract.ts'
import type { RunEvent } from '../records/event.ts'
import { sha256 } from '../records/identity.ts'
import { makeFolder } from '../records/make-folder.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import { type ClipRow, putClips, readClips } from '../store/clips.ts'
import { moveIntoPlace } from '../store/files.ts'
import { withStoreErrors } from '../store/store-error.ts'
import { probeVideo } from '../video/probe.ts'
import { clipFile, clipSha256, confirmed, fileState } from './clip-file.ts'
import { clipIdentity } from './clip-identity.ts'
import { clipPaths } from './clip-path.ts'
import { rethrowFatal } from './fatal.ts'
import { inParallel } from './parallel.ts'
import { pictureOf } from './pictures.ts'
import type { Preflight } from './preflight.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run-folder.ts'

/**
 * Makes every planned clip that the run lacks, and takes in recorded ones. A clip that can't be made becomes a failed
 * one and the rest goes on; it is tried again in the next run. After an abort the clips in work are finished.
 */
export async function generate(
  run: Run,
  prepared: Prepared,
  plan: readonly PlannedClip[],
  checked: Preflight,
): Promise<void> {
  const started = performance.now()
  const work = await openWork(run, prepared, plan, checked)
  const total = plan.length
  await run.emit({ type: 'stage-started', stage: 'generate', total, cached: total - work.pending.length })
  try {
    for (const generator of prepared.request.generators) {
      const pending = work.pending.filter(({ model }) => model === generator.model)
      await (generator.makesClips ? makeClips(work, generator, pending) : takeInClips(work, pending))
    }
  } finally {
    await rm(work.partialDir, { recursive: true, force: true })
  }
  const seconds = (performance.now() - started) / 1000
  await run.emit({ type: 'stage-finished', stage: 'generate', seconds })
}

interface Work {
  readonly run: Run
  readonly prepared: Prepared
  readonly checked: Preflight
  readonly pending: readonly PlannedClip[]
  /** Final place of each generated clip, relative to the run folder. */
  readonly paths: ReadonlyMap<string, string>
  /** Holds unfinished files, on the same file system as their final places. */
  readonly partialDir: string
}

async function openWork(
  run: Run,
  prepared: Prepared,
  plan: readonly PlannedClip[],
  checked: Preflight,
): Promise<Work> {
  const rows = await readClips(run.store)
  const pending: PlannedClip[] = []
  const touched: ClipRow[] = []
  const makers = prepared.request.generators.filter(({ makesClips }) => makesClips).map(({ model }) => model)
  for (const clip of plan) {
    const row = rows.get(clip.id)
    const known = makers.includes(clip.model)
      ? await confirmed(run.path, row, clipIdentity(prepared, clip))
      : (checked.found.get(clip.id)?.row ?? null)
    if (known === null) pending.push(clip)
    else if (known !== row) touched.push(known)
  }
  await run.store.commit(putClips(touched))
  const partialDir = join(run.path, 'videos', '.partial')
  await rm(partialDir, { recursive: true, force: true })
  return { run, prepared, checked, pending, paths: clipPaths(plan), partialDir }
}

async function makeClips(work: Work, generator: Generator, pending: readonly PlannedClip[]): Promise<void> {
  const { workers, signal } = work.prepared.request
  await withStoreErrors(work.run.path, () => makeFolder(work.partialDir))
  const sessions = new Map<number, GeneratorSession>()
  try {
    const lanes = Math.max(1, Math.min(workers, generator.maxSessions))
    await inParallel(
      pending,
      lanes,
      async (clip, lane) => {
        const blocked = work.checked.unusable.get(clip.id)
        if (blocked !== undefined) return finish(work, { row: failed(work, clip, blocked), seconds: 0 })
        const session = sessions.get(lane) ?? (await generator.open())
        sessions.set(lane, session)
        await finish(work, await attempt(work, clip, () => makeClip(work, session, clip)))
      },
      signal,
    )
  } finally {
    await Promise.all([...sessions.values()].map((session) => session.close()))
  }
}

async function makeClip(work: Work, session: GeneratorSession, clip: PlannedClip): Promise<ClipRow> {
  // The generator may look at the extension to choose a container.
  const outputPath = join(work.partialDir, `${sha256(clip.id).slice(0, 16)}.mp4`)
  const { signal, onEvent } = work.prepared.request
  const onProgress = ({ stage: step, done, total }: GenerateProgress) =>
    onEvent({ type: 'item-progress', stage: 'generate', itemId: clip.id, step, done, total })
  const outcome = pictureOf(work.prepared.pictures, clip)
  const picturePath = 'picture' in outcome ? outcome.picture.path : undefined
  const made = await session.generate({ clip, outputPath, picturePath, signal, onProgress })
  if (!made.owned) return describe(work, clip, made.path, made.path, made.stageSeconds)
  const place = work.paths.get(clip.id)!
  const row = await describe(work, clip, made.path, place, made.stageSeconds).catch((thrown: unknown) => {
    throw unusable(thrown, made.path)
  })
  await moveIntoPlace(made.path, clipFile(work.run.path, { path: place }))
  return row
}

/** What is wrong with a video that a generator has just made: the file goes, so its path and how to convert it are of no use. */
function unusable(thrown: unknown, path: string): unknown {
  const { code, message } = problemOf(thrown)
  if (!code.startsWith('VIDEO_')) return thrown
  return new BenchError('CLIP_UNREADABLE', { found: message.replace(`${path}: `, '') }, { cause: thrown })
}

// Reading and hashing recorded files: some keep the disk busy while one is being hashed.
const filesAtOnce = 4
// Taking in a file is quick and easily repeated, so a commit, which waits for the disk, holds several.
const filesPerCommit = 64

async function takeInClips(work: Work, pending: readonly PlannedClip[]): Promise<void> {
  const { run, prepared } = work
  const { signal } = prepared.request
  for (let start = 0; start < pending.length && !signal.aborted; start += filesPerCommit) {
    const outcomes: Outcome[] = []
    const part = pending.slice(start, start + filesPerCommit)
    const takeInOne = async (clip: PlannedClip) => {
      const outcome = await takeIn(work, clip)
      if (outcome !== null) outcomes.push(outcome)
    }
    await inParallel(part, filesAtOnce, takeInOne, signal)
    await run.commit(putClips(outcomes.map(({ row }) => row)), outcomes.map(finishedEvent))
  }
}

async function takeIn(work: Work, clip: PlannedClip): Promise<Outcome | null> {
  const unusable = work.checked.unusable.get(clip.id)
  if (unusable !== undefined) return { row: failed(work, clip, unusable), seconds: 0 }
  const found = work.checked.found.get(clip.id)
  // Not looked at: the preflight was interrupted.
  if (found === undefined) return null
  return attempt(work, clip, () => describe(work, clip, found.path, found.path, {}))
}

/** The row of a clip whose file lies at `file` and will lie at `place`. Throws VIDEO_UNREADABLE. */
async function describe(
  work: Work,
  clip: PlannedClip,
  file: string,
  place: string,
  stageSeconds: Readonly<Record<string, number>>,
): Promise<ClipRow> {
  const state = await fileState(file)
  if (state === null) {
    throw new BenchError('VIDEO_UNREADABLE', { path: file, found: 'the generator wrote no file' })
  }
  const video = work.checked.found.get(clip.id)?.video ?? (await probeVideo(file))
  return {
    itemId: clip.id,
    modifiedMs: state.modifiedMs,
    clip: {
      status: 'generated',
      identity: clipIdentity(work.prepared, clip),
      path: place,
      sha256: await clipSha256(file),
      bytes: state.bytes,
      video,
      stageSeconds: { ...stageSeconds },
    },
  }
}

interface Outcome {
  readonly row: ClipRow
  readonly seconds: number
}

/** What the action makes, or the failure that it ends with; null when it was stopped. */
async function attempt(
  work: Work,
  clip: PlannedClip,
  action: () => Promise<ClipRow>,
): Promise<Outcome | null> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  try {
    const row = await action()
    return { row, seconds: seconds() }
  } catch (thrown) {
    rethrowFatal(thrown, work.run.path)
    if (work.prepared.request.signal.aborted) return null
    return { row: failed(work, clip, problemOf(thrown)), seconds: seconds() }
  }
}

function failed(work: Work, clip: PlannedClip, problem: Problem): ClipRow {
  const identity = clipIdentity(work.prepared, clip)
  return { itemId: clip.id, modifiedMs: null, clip: { status: 'failed', identity, problem } }
}

async function finish({ run }: Work, outcome: Outcome | null): Promise<void> {
  if (outcome !== null) await run.commit(putClips([outcome.row]), [finishedEvent(outcome)])
}

function finishedEvent({ row, seconds }: Outcome): RunEvent {
  const problem = row.clip.status === 'failed' ? row.clip.problem : null
  return { type: 'item-finished', stage: 'generate', itemId: row.itemId, seconds, problem }
}
