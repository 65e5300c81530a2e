import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson, type Json } from '../records/identity.ts'
import type { Database, Statement } from '../store/database.ts'
import { putMeta, readMeta } from '../store/meta.ts'

const secretKey = 'study-secret'
/** 256 bits as lower-case hex. */
const secretSchema = z.string().regex(/^[0-9a-f]{64}$/)

/** A new secret: what a study's opaque ids and the seals of its offline forms are keyed by. Never leaves the store. */
export const newStudySecret = (): string => randomBytes(32).toString('hex')

/** Keeps the secret in the run's store. */
export const putStudySecret = (secret: string): Statement => putMeta(secretKey, secretSchema.parse(secret))

/** Null when no study was planned in this run. */
export const readStudySecret = (db: Database): Promise<string | null> =>
  readMeta(db, secretKey, secretSchema)

/** HMAC-SHA256 of a value under the secret, for one purpose; lower-case hex. */
export function keyedHash(secret: string, purpose: string, value: Json): string {
  return createHmac('sha256', Buffer.from(secret, 'hex'))
    .update(canonicalJson([purpose, value]))
    .digest('hex')
}

/** An id of 128 bits that says nothing to whoever lacks the secret. */
export const opaqueId = (secret: string, purpose: string, value: Json): string =>
  keyedHash(secret, purpose, value).slice(0, 32)
