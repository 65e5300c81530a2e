import type { TroubleRequest, VoteSubmission } from './api.ts'
import type { OfflineIssue } from './offline-votes.ts'
import { hmacSha256 } from './sha256.ts'

/** Where the chain of seals starts. */
export function firstSeal({ sealKey, studyId, raterId }: OfflineIssue): string {
  return hmacSha256(sealKey, `start\n${studyId}\n${raterId}`)
}

/** The seal of a vote that follows the one sealed `before`. */
export function sealOf({ sealKey }: OfflineIssue, before: string, vote: VoteSubmission): string {
  return hmacSha256(sealKey, `vote\n${before}\n${JSON.stringify(vote)}`)
}

/** The same of an item that could not be shown. */
export function sealOfTrouble({ sealKey }: OfflineIssue, before: string, trouble: TroubleRequest): string {
  return hmacSha256(sealKey, `trouble\n${before}\n${JSON.stringify(trouble)}`)
}

/** The seal of a whole file, after its last line. */
export function lastSeal({ sealKey }: OfflineIssue, before: string, count: number): string {
  return hmacSha256(sealKey, `end\n${before}\n${count}`)
}

/**
 * The text that an offline form gives its rater to send back: JSON with one vote a line, and one line for each item that
 * could not be shown. Runs in browsers; the seals tell accidents and edits by hand from what the form wrote. They are no
 * proof against someone who takes the key out of the form and writes a program: a rater can cast other votes more easily
 * in the form itself.
 */
export function sealVotes(
  issue: OfflineIssue,
  votes: readonly VoteSubmission[],
  troubles: readonly TroubleRequest[] = [],
): string {
  let seal = firstSeal(issue)
  const voteLines = votes.map((vote) => {
    seal = sealOf(issue, seal, vote)
    return JSON.stringify({ vote, seal })
  })
  const troubleLines = troubles.map((trouble) => {
    seal = sealOfTrouble(issue, seal, trouble)
    return JSON.stringify({ trouble, seal })
  })
  const { studyId, raterId } = issue
  const head = JSON.stringify({ format: 'opensora-bench-votes', version: 1, studyId, raterId }).slice(0, -1)
  const aside = troubles.length === 0 ? '' : `"troubles":[\n${troubleLines.join(',\n')}\n],\n`
  const tail = `"count":${votes.length},"seal":"${lastSeal(issue, seal, votes.length)}"}`
  return `${head},"votes":[\n${voteLines.join(',\n')}\n],\n${aside}${tail}\n`
}
