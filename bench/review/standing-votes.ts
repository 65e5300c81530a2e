import type { StoredVote, Vote } from '../records/vote.ts'

export type AnswerVote = Extract<Vote, { kind: 'answer' }>

/**
 * The answers that stand, from everything that was ever received, in the order of arrival: a key that came before is
 * the same vote delivered again; an undo takes back its own rater's answer, even one that arrives after it (an outbox
 * may deliver late); of several answers of one rater to one item the last stands.
 */
export function standingVotes(votes: readonly StoredVote[]): readonly AnswerVote[] {
  const arrived = [...votes].sort((a, b) => a.sequence - b.sequence).map(({ vote }) => vote)
  const once = new Map<string, Vote>()
  for (const vote of arrived) if (!once.has(vote.key)) once.set(vote.key, vote)
  const undone = new Set<string>()
  for (const vote of once.values()) if (vote.kind === 'undo') undone.add(owned(vote.raterId, vote.undoes))
  const standing = new Map<string, AnswerVote>()
  for (const vote of once.values()) {
    if (vote.kind !== 'answer' || undone.has(owned(vote.raterId, vote.key))) continue
    const place = JSON.stringify([vote.studyId, vote.raterId, vote.itemId])
    standing.delete(place)
    standing.set(place, vote)
  }
  return [...standing.values()]
}

const owned = (raterId: string, key: string) => JSON.stringify([raterId, key])
