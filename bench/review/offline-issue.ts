import { createHmac } from 'node:crypto'
import type { OfflineIssue } from './offline-votes.ts'

/**
 * What a rater's offline form is issued with; the same rater always gets the same.
 *
 * @param secret of the study, from its store
 */
export function offlineIssue(secret: Uint8Array, studyId: string, raterId: string): OfflineIssue {
  const sealKey = createHmac('sha256', secret)
    .update(JSON.stringify(['offline form', studyId, raterId]))
    .digest('hex')
  return { studyId, raterId, sealKey }
}
