import { z } from 'zod'
import { type RunEvent, runEventSchema } from '../records/event.ts'
import { type Database, insertRows, type Statement } from './database.ts'
import { readRecord } from './row.ts'

export interface EventRow {
  readonly id: number
  /** ISO 8601, UTC. */
  readonly at: string
  readonly event: RunEvent
}

/** Appends events at one time. */
export function putEvents(events: readonly RunEvent[], at: Date): Statement[] {
  const time = at.toISOString()
  return insertRows(
    'events (at, type, record)',
    events.map((event) => [time, event.type, JSON.stringify(event)]),
  )
}

const keySchema = z.object({ id: z.int(), at: z.string() })

/** In the order in which they happened. */
export async function readEvents(db: Database): Promise<EventRow[]> {
  const rows = await db.all('SELECT id, at, record FROM events ORDER BY id')
  return rows.map((row) => ({
    ...keySchema.parse({ id: row.id, at: row.at }),
    event: readRecord(db, 'events', runEventSchema, row.record),
  }))
}
