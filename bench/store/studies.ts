import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import {
  type StudyClip,
  type StudyPlan,
  type StudyPrompt,
  studyClipSchema,
  studyPromptSchema,
} from '../records/study-plan.ts'
import { type Item, type ItemClip, itemSchema, type Study, studySchema } from '../records/vote.ts'
import { type Database, insertRows, type Statement } from './database.ts'
import { readRecord } from './row.ts'

export interface StoredStudy {
  readonly study: Study
  /** 32 random bytes that key what raters' browsers see. Never leaves the server. */
  readonly secret: Uint8Array
  /** When the owner first looked at the results; null before. Milliseconds since 1970. */
  readonly revealedAtMilliseconds: number | null
}

/** A planned study with all that belongs to it. A store holds one study: a second one fails. */
export function putStudy({ study, prompts, clips, items }: StudyPlan): Statement[] {
  return [
    {
      sql: 'INSERT INTO studies (id, record, secret) VALUES (?, ?, ?)',
      args: [study.id, JSON.stringify(study), randomBytes(32)],
    },
    ...insertRows(
      'study_prompts (study_id, prompt_id, position, text)',
      prompts.map(({ id, text }, position) => [study.id, id, position, text]),
    ),
    ...insertRows(
      'study_clips (study_id, clip_id, degraded, position, record)',
      clips.map((clip, position) => [
        study.id,
        clip.clipId,
        Number(clip.degraded),
        position,
        JSON.stringify(clip),
      ]),
    ),
    ...insertRows(
      'study_items (study_id, slot, position, item_id, record)',
      items.map((item) => [study.id, item.slot, item.position, item.id, JSON.stringify(item)]),
    ),
  ]
}

const secretSchema = z.object({
  // The client gives a blob as an ArrayBuffer.
  secret: z.instanceof(ArrayBuffer).refine((bytes) => bytes.byteLength === 32),
  revealed_at_ms: z.int().nullable(),
})

/** The run's study; null in a run that has none. */
export async function readStudy(db: Database): Promise<StoredStudy | null> {
  const [row] = await db.all('SELECT record, secret, revealed_at_ms FROM studies')
  if (row === undefined) return null
  const { secret, revealed_at_ms } = secretSchema.parse({
    secret: row.secret,
    revealed_at_ms: row.revealed_at_ms,
  })
  return {
    study: readRecord(db, 'studies', studySchema, row.record),
    secret: new Uint8Array(secret),
    revealedAtMilliseconds: revealed_at_ms,
  }
}

/** Keeps the first time. */
export function putRevealed(studyId: string, atMilliseconds: number): Statement {
  return {
    sql: 'UPDATE studies SET revealed_at_ms = coalesce(revealed_at_ms, ?) WHERE id = ?',
    args: [atMilliseconds, studyId],
  }
}

/** In planned order. */
export async function readStudyPrompts(db: Database, studyId: string): Promise<StudyPrompt[]> {
  const rows = await db.all(
    'SELECT prompt_id AS id, text FROM study_prompts WHERE study_id = ? ORDER BY position',
    [studyId],
  )
  return rows.map(({ id, text }) => studyPromptSchema.parse({ id, text }))
}

/** In planned order. */
export async function readStudyClips(db: Database, studyId: string): Promise<StudyClip[]> {
  const rows = await db.all('SELECT record FROM study_clips WHERE study_id = ? ORDER BY position', [studyId])
  return rows.map(({ record }) => readRecord(db, 'study_clips', studyClipSchema, record))
}

// Keeps the memory of a large study small while it is read.
const itemsPerPart = 2_000

/** By slot, then by position. */
export async function readItems(db: Database, studyId: string): Promise<Item[]> {
  const share = sharing()
  const items: Item[] = []
  for (let [slot, position] = [-1, -1]; ; ) {
    const rows = await db.all(
      `SELECT record FROM study_items WHERE study_id = ? AND (slot, position) > (?, ?)
       ORDER BY slot, position LIMIT ${itemsPerPart}`,
      [studyId, slot, position],
    )
    for (const { record } of rows) items.push(share(readRecord(db, 'study_items', itemSchema, record)))
    const last = items.at(-1)
    if (rows.length < itemsPerPart || last === undefined) return items
    ;[slot, position] = [last.slot, last.position]
  }
}

/** One object for what tens of thousands of items have in common: their clips, prompts and marks. */
function sharing(): (item: Item) => Item {
  const seen = new Map<string, unknown>()
  const shared = <T>(value: T): T => {
    const key = JSON.stringify(value)
    if (!seen.has(key)) seen.set(key, value)
    return seen.get(key) as T
  }
  const clip = ({ clipId, model, degraded }: ItemClip): ItemClip => shared({ clipId, model, degraded })
  return (item) => {
    const { id, slot, position } = item
    const studyId = shared(item.studyId)
    const promptId = shared(item.promptId)
    const mark = shared(item.mark)
    const base = { id, studyId, slot, position, promptId, mark }
    switch (item.kind) {
      case 'rating':
        return { kind: 'rating', ...base, clip: clip(item.clip) }
      case 'pairwise':
        return { kind: 'pairwise', ...base, first: clip(item.first), second: clip(item.second) }
      case 'dimensions': {
        const sides = { first: clip(item.first), second: clip(item.second) }
        return { kind: 'dimensions', ...base, ...sides, dimensions: shared(item.dimensions) }
      }
    }
  }
}
