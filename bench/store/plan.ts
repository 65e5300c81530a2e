import { type PlannedClip, plannedClipSchema } from '../records/plan.ts'
import { type Database, insertRows, type Statement } from './database.ts'
import { readRecord } from './row.ts'

/** Replaces the plan. */
export function putPlan(clips: readonly PlannedClip[]): Statement[] {
  const rows = clips.map((clip, position) => [position, clip.id, JSON.stringify(clip)])
  return [{ sql: 'DELETE FROM plan', args: [] }, ...insertRows('plan (position, item_id, record)', rows)]
}

/** In planned order. */
export async function readPlan(db: Database): Promise<PlannedClip[]> {
  const rows = await db.all('SELECT record FROM plan ORDER BY position')
  return rows.map((row) => readRecord(db, 'plan', plannedClipSchema, row.record))
}
