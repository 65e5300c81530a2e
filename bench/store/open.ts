import { statSync } from 'node:fs'
import { BenchError } from '../errors.ts'
import { type Database, openDatabase } from './database.ts'
import { migrate, versionOf } from './migrate.ts'
import { storeError } from './store-error.ts'

/** Makes a run database that must not exist yet, at the current schema. */
export async function createStore(path: string): Promise<Database> {
  const db = await openDatabase(path)
  return ready(db, () => migrate(db))
}

/**
 * Opens the database of a run and lifts it to the current schema. Throws STORE_CORRUPT when there is none or it is
 * not one of ours, RUN_NEWER when a newer version of the package wrote it.
 */
export async function openStore(path: string, timeoutMs?: number): Promise<Database> {
  if (sizeOf(path) === 0)
    throw new BenchError('STORE_CORRUPT', { path, found: 'the file is missing or empty' })
  const db = await openDatabase(path, timeoutMs)
  return ready(db, async () => {
    if ((await versionOf(db)) === 0) {
      throw new BenchError('STORE_CORRUPT', { path, found: 'it has no schema of a run' })
    }
    await migrate(db)
  })
}

async function ready(db: Database, prepare: () => Promise<void>): Promise<Database> {
  try {
    await prepare()
    return db
  } catch (thrown) {
    await db.close()
    throw thrown
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0
  } catch (thrown) {
    throw storeError(path, thrown)
  }
}
