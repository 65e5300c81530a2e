import { z } from 'zod'
import { type StoredVote, type Vote, voteSchema } from '../records/vote.ts'
import { type Database, insertRows, type Row, type Statement } from './database.ts'
import { readRecord } from './row.ts'

export interface NewVote {
  readonly receivedAtMilliseconds: number
  readonly vote: Vote
}

/** Appends votes in this order. A key that is there already fails the whole transaction: ask `findVotes` before. */
export function putVotes(rows: readonly NewVote[]): Statement[] {
  return insertRows(
    'votes (received_at_ms, key, study_id, rater_id, item_id, record)',
    rows.map(({ receivedAtMilliseconds, vote }) => [
      receivedAtMilliseconds,
      vote.key,
      vote.studyId,
      vote.raterId,
      vote.itemId,
      JSON.stringify(vote),
    ]),
  )
}

/** Votes with these keys, by key. At most 1,000 keys. */
export async function findVotes(db: Database, keys: readonly string[]): Promise<Map<string, StoredVote>> {
  if (keys.length === 0) return new Map()
  const marks = keys.map(() => '?').join(', ')
  const rows = await db.all(
    `SELECT sequence, received_at_ms, record FROM votes WHERE key IN (${marks})`,
    keys,
  )
  return new Map(rows.map((row) => storedVote(db, row)).map((stored) => [stored.vote.key, stored]))
}

/** Everything that was received, in the order of arrival. `standingVotes` tells which of it stands. */
export async function readVotes(db: Database, studyId: string): Promise<StoredVote[]> {
  const votes: StoredVote[] = []
  for await (const part of voteParts(db, studyId)) votes.push(...part)
  return votes
}

// Keeps the memory of a large study small while it is read.
const votesPerPart = 2_000

/** The same as `readVotes`, in parts. */
export async function* voteParts(db: Database, studyId: string): AsyncGenerator<StoredVote[]> {
  for (let after = 0; ; ) {
    const rows = await db.all(
      `SELECT sequence, received_at_ms, record FROM votes WHERE study_id = ? AND sequence > ?
       ORDER BY sequence LIMIT ${votesPerPart}`,
      [studyId, after],
    )
    const last = rows.at(-1)
    if (last === undefined) return
    const part = rows.map((row) => storedVote(db, row))
    yield part
    after = part.at(-1)!.sequence
  }
}

const numbersSchema = z.object({ sequence: z.int(), received_at_ms: z.int() })

function storedVote(db: Database, { sequence, received_at_ms, record }: Row): StoredVote {
  const numbers = numbersSchema.parse({ sequence, received_at_ms })
  return {
    sequence: numbers.sequence,
    receivedAtMilliseconds: numbers.received_at_ms,
    vote: readRecord(db, 'votes', voteSchema, record),
  }
}
