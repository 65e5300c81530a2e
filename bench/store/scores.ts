import { z } from 'zod'
import { type DimensionId, dimensionIds } from '../records/dimension.ts'
import { type Score, scoreSchema } from '../records/score.ts'
import { type Database, insertRows, type Statement } from './database.ts'
import { readRecord } from './row.ts'

export interface ScoreRow {
  readonly itemId: string
  readonly dimension: DimensionId
  /** What the score was made from; empty when another attempt may mend it. */
  readonly identity: string
  readonly score: Score
}

/** Writes scores, replacing earlier ones of the same item and dimension. */
export function putScores(rows: readonly ScoreRow[]): Statement[] {
  return insertRows(
    'scores (item_id, dimension, identity, record)',
    rows.map(({ itemId, dimension, identity, score }) => [
      itemId,
      dimension,
      identity,
      JSON.stringify(score),
    ]),
    'ON CONFLICT DO UPDATE SET identity = excluded.identity, record = excluded.record',
  )
}

const keySchema = z.object({ item_id: z.string(), dimension: z.enum(dimensionIds), identity: z.string() })

/** Identity of every score, by `scoreKey`. Cheap: the scores themselves are not read. */
export async function readScoreIdentities(db: Database): Promise<Map<string, string>> {
  const rows = await db.all('SELECT item_id, dimension, identity FROM scores')
  return new Map(
    rows.map((row) => {
      const key = keySchema.parse({ ...row })
      return [scoreKey(key.item_id, key.dimension), key.identity]
    }),
  )
}

/** Every score, by `scoreKey`. */
export async function readScores(db: Database): Promise<Map<string, ScoreRow>> {
  const rows = await db.all('SELECT item_id, dimension, identity, record FROM scores')
  return new Map(
    rows.map((row) => {
      const key = keySchema.parse({
        item_id: row.item_id,
        dimension: row.dimension,
        identity: row.identity,
      })
      const score = readRecord(db, 'scores', scoreSchema, row.record)
      const { item_id: itemId, dimension, identity } = key
      return [scoreKey(itemId, dimension), { itemId, dimension, identity, score }]
    }),
  )
}

/** One item and one dimension as a map key. */
export const scoreKey = (itemId: string, dimension: DimensionId) => `${dimension}\n${itemId}`
