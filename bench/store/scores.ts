import { z } from 'zod'
import { type DimensionId, dimensionIds } from '../records/dimension.ts'
import { type Score, scoreSchema } from '../records/score.ts'
import { type Database, insertRows, type Statement } from './database.ts'
import { readRecord, readText } from './row.ts'

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

/** Forgets all scores. */
export const clearScores: readonly Statement[] = [{ sql: 'DELETE FROM scores', args: [] }]

/** Identity of every score, by `scoreKey`. Cheap: the scores themselves are not read. */
export async function readScoreIdentities(db: Database): Promise<Map<string, string>> {
  const rows = await db.all('SELECT dimension || char(10) || item_id AS key, identity FROM scores')
  return new Map(
    rows.map(({ key, identity }) => [readText(db, 'scores', key), readText(db, 'scores', identity)]),
  )
}

const dimensionSchema = z.enum(dimensionIds)
const [scoredSchema, excludedSchema, unscoredSchema] = scoreSchema.options
/** A score that was JSON text a moment ago: what its details hold is JSON already. */
const storedScoreSchema = z.discriminatedUnion('status', [
  scoredSchema.extend({ details: z.record(z.string(), z.custom<z.core.util.JSONType>()).optional() }),
  excludedSchema,
  unscoredSchema,
])

/** Every score, by `scoreKey`. */
export async function readScores(db: Database): Promise<Map<string, ScoreRow>> {
  const rows = await db.all('SELECT item_id, dimension, identity, record FROM scores')
  const dimensions = new Map<unknown, DimensionId>(dimensionIds.map((id) => [id, id]))
  return new Map(
    rows.map((row) => {
      const itemId = readText(db, 'scores', row.item_id)
      const identity = readText(db, 'scores', row.identity)
      const dimension = dimensions.get(row.dimension) ?? dimensionSchema.parse(row.dimension)
      const score = readRecord(db, 'scores', storedScoreSchema, row.record)
      return [scoreKey(itemId, dimension), { itemId, dimension, identity, score }]
    }),
  )
}

/** One item and one dimension as a map key. */
export const scoreKey = (itemId: string, dimension: DimensionId) => `${dimension}\n${itemId}`
