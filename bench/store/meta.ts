import type { z } from 'zod'
import type { Json } from '../records/identity.ts'
import type { Database, Statement } from './database.ts'
import { readRecord } from './row.ts'

/** Facts of the run as a whole, by key. */
export function putMeta(key: string, value: Json): Statement {
  return {
    sql: 'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    args: [key, JSON.stringify(value)],
  }
}

/** Null when the key was never written. */
export async function readMeta<T>(db: Database, key: string, schema: z.ZodType<T>): Promise<T | null> {
  const [row] = await db.all('SELECT value FROM meta WHERE key = ?', [key])
  return row === undefined ? null : readRecord(db, 'meta', schema, row.value)
}
