import type { OfflineIssue } from './offline-votes.ts'
import { keyedHash } from './study-secret.ts'

/** What a rater's offline form is issued with; the same rater always gets the same. */
export function offlineIssue(secret: string, studyId: string, raterId: string): OfflineIssue {
  return { studyId, raterId, sealKey: keyedHash(secret, 'offline form', [studyId, raterId]) }
}
