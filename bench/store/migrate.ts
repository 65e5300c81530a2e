import { readdirSync, readFileSync } from 'node:fs'
import { BenchError } from '../errors.ts'
import type { Database } from './database.ts'

interface Migration {
  readonly version: number
  readonly sql: string
}

const folder = new URL('./migrations/', import.meta.url)

/** `0001-run.sql`, `0002-….sql`, in order and without gaps. */
export const migrations: readonly Migration[] = readdirSync(folder)
  .filter((name) => /^\d{4}-.*\.sql$/.test(name))
  .sort()
  .map((name, index) => {
    const version = Number(name.slice(0, 4))
    if (version !== index + 1) throw new Error(`Expected migration ${index + 1}, found ${name}`)
    return { version, sql: readFileSync(new URL(name, folder), 'utf8') }
  })

/** The schema that this version of the package writes. */
export const schemaVersion = migrations.length

/** Lifts the database to `schemaVersion`, each step in a transaction. A newer one throws RUN_NEWER and stays untouched. */
export async function migrate(db: Database, steps: readonly Migration[] = migrations): Promise<void> {
  const found = await versionOf(db)
  if (found > steps.length) {
    throw new BenchError('RUN_NEWER', { path: db.path, found, expected: steps.length })
  }
  for (const { version, sql } of steps.slice(found)) {
    await db.script(`BEGIN IMMEDIATE;\n${sql}\nPRAGMA user_version = ${version};\nCOMMIT;`)
  }
}

/** The schema version that the file states; 0 for a new one. */
export async function versionOf(db: Database): Promise<number> {
  const [row] = await db.all('PRAGMA user_version')
  return Number(row?.user_version ?? 0)
}
