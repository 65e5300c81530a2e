import { z } from 'zod'
import { type Rater, raterSchema } from '../records/vote.ts'
import { type Database, insertRows, type Statement } from './database.ts'
import { readRecord, readText } from './row.ts'

/** Adds a rater, or writes a new state of one. */
export function putRater(rater: Rater): Statement {
  return {
    sql: `INSERT INTO raters (id, study_id, record) VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET record = excluded.record`,
    args: [rater.id, rater.studyId, JSON.stringify(rater)],
  }
}

/** Those who came first first. */
export async function readRaters(db: Database, studyId: string): Promise<Rater[]> {
  const rows = await db.all('SELECT record FROM raters WHERE study_id = ?', [studyId])
  const raters = rows.map(({ record }) => readRecord(db, 'raters', raterSchema, record))
  return raters.sort(
    (a, b) => a.createdAtMilliseconds - b.createdAtMilliseconds || a.slot - b.slot || (a.id < b.id ? -1 : 1),
  )
}

/** Gives items to a rater. */
export function putAssignments(
  raterId: string,
  itemIds: readonly string[],
  atMilliseconds: number,
): Statement[] {
  return insertRows(
    'assignments (rater_id, item_id, assigned_at_ms)',
    itemIds.map((itemId) => [raterId, itemId, atMilliseconds]),
  )
}

/** What each rater may judge, in the order of their slots. A rater votes on nothing else. */
export async function readAssignments(db: Database, studyId: string): Promise<Map<string, string[]>> {
  const rows = await db.all(
    `SELECT rater_id, item_id FROM assignments JOIN study_items USING (item_id)
     WHERE study_id = ? ORDER BY rater_id, slot, position`,
    [studyId],
  )
  const byRater = new Map<string, string[]>()
  for (const row of rows) {
    const raterId = readText(db, 'assignments', row.rater_id)
    const itemId = readText(db, 'assignments', row.item_id)
    const items = byRater.get(raterId)
    if (items === undefined) byRater.set(raterId, [itemId])
    else items.push(itemId)
  }
  return byRater
}

/** What a link is good for: one rater's place, or an invitation that makes a new rater of whoever has it. */
export const tokenPurposes = ['rater', 'open', 'prolific'] as const
export type TokenPurpose = (typeof tokenPurposes)[number]

/** A link that works. */
export interface StoredToken {
  /** Lower-case hex SHA-256 of the token; the token itself is not kept. */
  readonly sha256: string
  readonly purpose: TokenPurpose
  /** Null in an invitation. */
  readonly raterId: string | null
}

export function putToken(studyId: string, token: StoredToken, atMilliseconds: number): Statement {
  return {
    sql: `INSERT INTO review_tokens (sha256, study_id, purpose, rater_id, issued_at_ms)
          VALUES (?, ?, ?, ?, ?)`,
    args: [token.sha256, studyId, token.purpose, token.raterId, atMilliseconds],
  }
}

/** Ends every link of a rater, or with null all invitations of the purpose. */
export function revokeTokens(
  studyId: string,
  purpose: TokenPurpose,
  raterId: string | null,
  atMilliseconds: number,
): Statement {
  return {
    sql: `UPDATE review_tokens SET revoked_at_ms = ?
          WHERE study_id = ? AND purpose = ? AND rater_id IS ? AND revoked_at_ms IS NULL`,
    args: [atMilliseconds, studyId, purpose, raterId],
  }
}

const tokenSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  purpose: z.enum(tokenPurposes),
  raterId: z.string().nullable(),
})

/** The links that work. */
export async function readTokens(db: Database, studyId: string): Promise<StoredToken[]> {
  const rows = await db.all(
    `SELECT sha256, purpose, rater_id FROM review_tokens WHERE study_id = ? AND revoked_at_ms IS NULL`,
    [studyId],
  )
  return rows.map(({ sha256, purpose, rater_id }) =>
    tokenSchema.parse({ sha256, purpose, raterId: rater_id }),
  )
}
