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

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
