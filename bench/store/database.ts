import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Client, createClient } from '@libsql/client'
import { storeError } from './store-error.ts'

export type Value = null | string | number | Uint8Array
export type Row = Readonly<Record<string, unknown>>

export interface Statement {
  readonly sql: string
  readonly args: readonly Value[]
}

/** One SQLite file. Every method throws STORE_BUSY, STORE_CORRUPT, DISK_FULL or FOLDER_READ_ONLY where that is the cause. */
export interface Database {
  /** Absolute path of the file. */
  readonly path: string
  all(sql: string, args?: readonly Value[]): Promise<readonly Row[]>
  /** Runs the statements in one transaction, durable when it returns: all of them or none. */
  commit(statements: readonly Statement[]): Promise<void>
  /** Runs a script of several statements as it stands. */
  script(sql: string): Promise<void>
  /** Moves everything into the one file, so that it can be copied alone, and lets go of it. */
  close(): Promise<void>
}

// Long enough for another program's checkpoint, short enough that a person still waits.
const busyTimeoutMs = 5_000

/** Opens the file, made when it is absent. WAL lets reports read while a run writes; FULL makes a commit survive a power cut. */
export async function openDatabase(path: string, timeoutMs = busyTimeoutMs): Promise<Database> {
  const existed = existsSync(path)
  let client: Client | undefined
  try {
    // One connection: pragmas hold for all that follows, and writers never meet inside one process.
    client = createClient({ url: pathToFileURL(path).href, concurrency: 1, timeout: timeoutMs })
    await client.execute('PRAGMA synchronous = FULL')
    if (!existed) await client.execute('PRAGMA journal_mode = WAL')
    return database(path, client)
  } catch (thrown) {
    client?.close()
    throw storeError(path, thrown)
  }
}

function database(path: string, client: Client): Database {
  const guarded = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action()
    } catch (thrown) {
      // A statement that failed stays open in its connection and would keep later transactions from committing.
      await client.reconnect()
      throw storeError(path, thrown)
    }
  }
  return {
    path,
    all: (sql, args = []) => guarded(async () => (await client.execute({ sql, args: [...args] })).rows),
    commit: (statements) =>
      guarded(async () => {
        if (statements.length === 0) return
        await client.batch(
          statements.map(({ sql, args }) => ({ sql, args: [...args] })),
          'write',
        )
      }),
    script: (sql) => guarded(() => client.executeMultiple(sql)),
    close: async () => {
      // Fails harmlessly while another process reads: then the log beside the file still belongs to it.
      await client.execute('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined)
      client.close()
    },
  }
}

// SQLite's default limit is 32,766 parameters a statement (https://www.sqlite.org/limits.html).
const rowsPerStatement = 1_000

/** `INSERT … VALUES (…), (…)` for many rows of equal length, in as few statements as SQLite takes. */
export function insertRows(into: string, rows: readonly (readonly Value[])[], onConflict = ''): Statement[] {
  const statements: Statement[] = []
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const part = rows.slice(start, start + rowsPerStatement)
    const tuple = `(${(part[0] ?? []).map(() => '?').join(', ')})`
    statements.push({
      sql: `INSERT INTO ${into} VALUES ${part.map(() => tuple).join(', ')} ${onConflict}`,
      args: part.flat(),
    })
  }
  return statements
}
