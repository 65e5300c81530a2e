import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { BenchError } from '../errors.ts'
import type { RunEvent } from '../records/event.ts'
import { makeFolder } from '../records/make-folder.ts'
import { type Database, openDatabase, type Statement } from '../store/database.ts'
import { putEvents } from '../store/events.ts'
import { takeLock } from '../store/lock.ts'
import { putMeta, readMeta } from '../store/meta.ts'
import { createStore, openStore } from '../store/open.ts'
import { withStoreErrors } from '../store/store-error.ts'

/** What never changes in a run. */
export const runFactsSchema = z.object({
  id: z.string(),
  suite: z.string(),
  startedAt: z.iso.datetime(),
  configSha256: z.string(),
  /** The DecidingSettings that the hash stands for. */
  settings: z.json(),
})
export type RunFacts = z.infer<typeof runFactsSchema>

/** A run folder in use by this process alone. */
export interface Run {
  /** Absolute. */
  readonly path: string
  readonly facts: RunFacts
  readonly store: Database
  /** Writes rows and the events that tell of them in one transaction, then tells the listener. */
  commit(statements: readonly Statement[], events: readonly RunEvent[]): Promise<void>
  emit(...events: readonly RunEvent[]): Promise<void>
  /** Gives the folder free for others. */
  close(): Promise<void>
}

type Listener = (event: RunEvent) => void

/** Makes the folder with its database. It counts as a run from its first commit on. */
export async function createRun(
  path: string,
  facts: RunFacts,
  rows: readonly Statement[],
  listener: Listener,
): Promise<Run> {
  await withStoreErrors(path, async () => {
    await makeFolder(resolve(path, '..'))
    await mkdir(path)
  })
  try {
    return await withLock(path, async (release) => {
      const store = await createStore(join(path, 'run.db'))
      return closingOnError(store, async () => {
        await store.commit([putMeta('run', facts), ...rows])
        return run(path, facts, store, listener, release)
      })
    })
  } catch (thrown) {
    // Nothing was in it yet.
    await rm(path, { recursive: true, force: true })
    throw thrown
  }
}

/**
 * Opens a run to go on with it. Throws RUN_NOT_FOUND, RUN_LOCKED while another process has it, RUN_NEWER and
 * STORE_CORRUPT.
 */
export async function openRun(path: string, listener: Listener = () => undefined): Promise<Run> {
  const absolute = resolve(path)
  const found = await peekRun(absolute)
  if (found === null) {
    throw new BenchError('RUN_NOT_FOUND', { path: absolute, found: 'it has no run.db with a run in it' })
  }
  const { status: _, ...facts } = found
  return withLock(absolute, async (release) => {
    await removeLeftovers(absolute)
    const store = await openStore(join(absolute, 'run.db'))
    return closingOnError(store, async () => run(absolute, facts, store, listener, release))
  })
}

/** Temporary files of a process that was killed while it wrote a result or a manifest. */
async function removeLeftovers(path: string): Promise<void> {
  await withStoreErrors(path, async () => {
    const names = (await readdir(path)).filter((name) => /^\..*\.tmp$/.test(name))
    await Promise.all(names.map((name) => rm(join(path, name), { force: true })))
  })
}

/** The facts of the run in a folder and how it stands, without taking or changing it; null when the folder holds none. */
export async function peekRun(path: string): Promise<(RunFacts & { readonly status: RunStatus }) | null> {
  const database = join(path, 'run.db')
  if (!(await hasContent(database))) return null
  const store = await openDatabase(database)
  try {
    const [table] = await store.all("SELECT 1 FROM sqlite_master WHERE name = 'meta'")
    if (table === undefined) return null
    const facts = await readMeta(store, 'run', runFactsSchema)
    if (facts === null) return null
    return { ...facts, status: (await readMeta(store, 'status', runStatusSchema)) ?? 'running' }
  } finally {
    await store.close()
  }
}

/** Whether every planned thing was tried, and how it ended. `running` until then, also after a crash. */
export const runStatusSchema = z.enum(['running', 'complete', 'incomplete', 'interrupted'])
export type RunStatus = z.infer<typeof runStatusSchema>

async function withLock<T>(path: string, action: (release: () => Promise<void>) => Promise<T>): Promise<T> {
  const lock = await takeLock(join(path, 'run.lock'), path)
  try {
    return await action(lock.release)
  } catch (thrown) {
    await lock.release()
    throw thrown
  }
}

async function closingOnError<T>(store: Database, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (thrown) {
    await store.close()
    throw thrown
  }
}

function run(
  path: string,
  facts: RunFacts,
  store: Database,
  listener: Listener,
  release: () => Promise<void>,
): Run {
  const commit: Run['commit'] = async (statements, events) => {
    await store.commit([...statements, ...putEvents(events, new Date())])
    for (const event of events) listener(event)
  }
  return {
    path,
    facts,
    store,
    commit,
    emit: (...events) => commit([], events),
    close: async () => {
      await store.close()
      await release()
    },
  }
}

async function hasContent(path: string): Promise<boolean> {
  return withStoreErrors(path, async () => {
    try {
      return (await stat(path)).size > 0
    } catch (thrown) {
      const absent =
        thrown instanceof Error && 'code' in thrown && /^ENO(ENT|TDIR)$/.test(String(thrown.code))
      if (absent) return false
      throw thrown
    }
  })
}
