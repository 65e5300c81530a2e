import { z } from 'zod'
import { type Clip, clipSchema } from '../records/clip.ts'
import { type Database, insertRows, type Statement } from './database.ts'
import { readRecord } from './row.ts'

export interface ClipRow {
  readonly itemId: string
  readonly clip: Clip
  /** Modification time of the file when it was hashed, milliseconds; null without a file. */
  readonly modifiedMs: number | null
}

/** Writes the outcome of planned clips, replacing earlier ones. */
export function putClips(rows: readonly ClipRow[]): Statement[] {
  return insertRows(
    'clips (item_id, identity, status, modified_ms, record)',
    rows.map(({ itemId, clip, modifiedMs }) => [
      itemId,
      clip.identity,
      clip.status,
      modifiedMs,
      JSON.stringify(clip),
    ]),
    `ON CONFLICT DO UPDATE SET identity = excluded.identity, status = excluded.status,
     modified_ms = excluded.modified_ms, record = excluded.record`,
  )
}

const keySchema = z.object({ item_id: z.string(), modified_ms: z.number().nullable() })

/** By item id. */
export async function readClips(db: Database): Promise<Map<string, ClipRow>> {
  const rows = await db.all('SELECT item_id, modified_ms, record FROM clips')
  return new Map(
    rows.map((row) => {
      const key = keySchema.parse({ item_id: row.item_id, modified_ms: row.modified_ms })
      const clip = readRecord(db, 'clips', clipSchema, row.record)
      return [key.item_id, { itemId: key.item_id, clip, modifiedMs: key.modified_ms }]
    }),
  )
}
