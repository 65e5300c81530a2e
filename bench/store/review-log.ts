import { z } from 'zod'
import { type ReviewEvent, reviewEventSchema } from '../records/review-event.ts'
import { type Database, insertRows, type Statement } from './database.ts'
import { readRecord } from './row.ts'

export interface ReviewLogRow {
  /** Milliseconds since 1970. */
  readonly atMilliseconds: number
  readonly event: ReviewEvent
}

/** Appends events at one time. */
export function putReviewEvents(
  studyId: string,
  events: readonly ReviewEvent[],
  atMilliseconds: number,
): Statement[] {
  return insertRows(
    'review_log (at_ms, study_id, record)',
    events.map((event) => [atMilliseconds, studyId, JSON.stringify(event)]),
  )
}

/** In the order in which they happened. */
export async function readReviewLog(db: Database, studyId: string): Promise<ReviewLogRow[]> {
  const rows = await db.all('SELECT at_ms, record FROM review_log WHERE study_id = ? ORDER BY id', [studyId])
  return rows.map(({ at_ms, record }) => ({
    atMilliseconds: z.int().parse(at_ms),
    event: readRecord(db, 'review_log', reviewEventSchema, record),
  }))
}
