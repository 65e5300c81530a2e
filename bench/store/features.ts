import { z } from 'zod'
import { BenchError } from '../errors.ts'
import type { Database, Statement } from './database.ts'
import { decodeFeature, type FeatureValue } from './feature-codec.ts'

/** A memoised feature: what was looked at, and what looked at it. */
export interface FeatureKey {
  /** Of the clip's file, or of a text. */
  readonly contentSha256: string
  readonly backboneIdentity: string
}

/** Writes a feature, encoded by `encodeFeature`. Equal keys mean equal values, so an earlier one stays. */
export function putFeature(key: FeatureKey, encoded: Uint8Array): Statement {
  return {
    sql: 'INSERT INTO features (content_sha256, backbone_identity, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    args: [key.contentSha256, key.backboneIdentity, encoded],
  }
}

/** Forgets all features. */
export const clearFeatures: readonly Statement[] = [{ sql: 'DELETE FROM features', args: [] }]

/** Null when it was never computed. Throws STORE_CORRUPT when its bytes are damaged. */
export async function readFeature(db: Database, key: FeatureKey): Promise<FeatureValue | null> {
  const [row] = await db.all(
    'SELECT value FROM features WHERE content_sha256 = ? AND backbone_identity = ?',
    [key.contentSha256, key.backboneIdentity],
  )
  if (row === undefined) return null
  try {
    return decodeFeature(new Uint8Array(z.instanceof(ArrayBuffer).parse(row.value)))
  } catch (thrown) {
    const found = `a feature is damaged (${thrown instanceof Error ? thrown.message : thrown})`
    throw new BenchError('STORE_CORRUPT', { path: db.path, found })
  }
}

const keySchema = z.object({ content_sha256: z.string(), backbone_identity: z.string() })

/** Every key that has a value, as `featureKey` writes it. */
export async function readFeatureKeys(db: Database): Promise<Set<string>> {
  const rows = await db.all('SELECT content_sha256, backbone_identity FROM features')
  return new Set(
    rows.map((row) => {
      const key = keySchema.parse({ ...row })
      return featureKey({ contentSha256: key.content_sha256, backboneIdentity: key.backbone_identity })
    }),
  )
}

export const featureKey = (key: FeatureKey) => `${key.contentSha256}/${key.backboneIdentity}`
