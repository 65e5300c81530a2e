import type { z } from 'zod'
import { BenchError } from '../errors.ts'
import type { Database } from './database.ts'

/** A JSON column, checked by its schema. Throws STORE_CORRUPT that names the table when it does not hold. */
export function readRecord<T>(db: Database, table: string, schema: z.ZodType<T>, text: unknown): T {
  const result = schema.safeParse(parse(text))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const found = `table ${table} holds ${issue?.path.join('.') || 'a record'}: ${issue?.message ?? 'not JSON'}`
  throw new BenchError('STORE_CORRUPT', { path: db.path, found })
}

/** A column that the schema declares as TEXT NOT NULL. Cheaper than a schema where there are 100,000 rows. */
export function readText(db: Database, table: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new BenchError('STORE_CORRUPT', {
    path: db.path,
    found: `table ${table} holds ${value} where a text belongs`,
  })
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
