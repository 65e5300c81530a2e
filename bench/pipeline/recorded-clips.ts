import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BenchError, problemOf } from '../errors.ts'
import type { Generator, GeneratorSession } from '../generators/contract.ts'
import type { VideoInfo } from '../records/clip.ts'
import type { PlannedClip } from '../records/plan.ts'
import type { Problem } from '../records/problem.ts'
import type { ClipRow } from '../store/clips.ts'
import { probeVideo } from '../video/probe.ts'
import { clipFile, confirmed, fileState } from './clip-file.ts'
import { clipIdentity } from './clip-identity.ts'
import { rethrowFatal } from './fatal.ts'
import { inParallel } from './parallel.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run-folder.ts'

/** A clip that was there before the run. */
export interface FoundClip {
  /** Absolute. */
  readonly path: string
  readonly video: VideoInfo
  /** The row that knows it, when the file is unchanged since. */
  readonly row: ClipRow | null
}

export interface LookedUp {
  readonly clip: PlannedClip
  readonly outcome:
    | { readonly status: 'found'; readonly clip: FoundClip }
    | { readonly status: 'unusable'; readonly problem: Problem }
}

// Probing waits for the disk more than for the processor.
const probesAtOnce = 8

/** Finds and probes the videos of planned clips, in planned order. Those unchanged since an earlier run are not read. */
export async function lookUp(
  run: Run,
  prepared: Prepared,
  generator: Generator,
  clips: readonly PlannedClip[],
  rows: ReadonlyMap<string, ClipRow>,
): Promise<LookedUp[]> {
  const { signal } = prepared.request
  const looked: LookedUp[] = []
  const session = await generator.open()
  try {
    const lookUpOne = async ({ clip, position }: { clip: PlannedClip; position: number }) => {
      looked[position] = {
        clip,
        outcome: await outcomeOf(run, () => find(run, prepared, session, clip, rows)),
      }
    }
    const positioned = clips.map((clip, position) => ({ clip, position }))
    await inParallel(positioned, probesAtOnce, lookUpOne, signal)
  } finally {
    await session.close()
  }
  return looked.filter((one) => one !== undefined)
}

async function outcomeOf(run: Run, find: () => Promise<FoundClip>): Promise<LookedUp['outcome']> {
  try {
    return { status: 'found', clip: await find() }
  } catch (thrown) {
    rethrowFatal(thrown, run.path)
    return { status: 'unusable', problem: problemOf(thrown) }
  }
}

async function find(
  run: Run,
  prepared: Prepared,
  session: GeneratorSession,
  clip: PlannedClip,
  rows: ReadonlyMap<string, ClipRow>,
): Promise<FoundClip> {
  const { path } = await session.generate({
    clip,
    // A player of existing files writes nothing; were it to write, then not among the user's videos.
    outputPath: join(tmpdir(), 'unused', clip.fileName),
    signal: prepared.request.signal,
  })
  if ((await fileState(path)) === null)
    throw new BenchError('VIDEO_UNREADABLE', { path, found: 'no such file' })
  const row = await confirmed(run.path, rows.get(clip.id), clipIdentity(prepared, clip))
  if (row?.clip.status === 'generated' && clipFile(run.path, row.clip) === path) {
    return { path, video: row.clip.video, row }
  }
  return { path, video: await probeVideo(path), row: null }
}
