import type { Answers, Vote } from '../records/vote.ts'

/** What is kept in memory of an answer that stands. */
export interface StandingAnswer {
  readonly key: string
  readonly itemId: string
  readonly answers: Answers
  readonly decisionSeconds: number
}

/** One rater's votes, brought up to date vote by vote. */
export interface RaterVotes {
  /** Rows in the store, answers and undos. */
  count(): number
  /** When the last one came, milliseconds since 1970; null before the first. */
  lastAtMilliseconds(): number | null
  standing(itemId: string): StandingAnswer | undefined
  allStanding(): StandingAnswer[]
  /** Whether an undo of this answer is there already; it may come before its answer. */
  isUndone(key: string): boolean
  apply(vote: Vote, receivedAtMilliseconds: number): void
}

/** After any votes in their order of arrival, the same answers stand as by `standingVotes`. */
export function raterVotes(): RaterVotes {
  const live = new Map<string, StandingAnswer[]>()
  const undone = new Set<string>()
  let count = 0
  let last: number | null = null
  const answersTo = (itemId: string) => live.get(itemId) ?? []
  return {
    count: () => count,
    lastAtMilliseconds: () => last,
    standing: (itemId) => answersTo(itemId).at(-1),
    allStanding: () => [...live.values()].flatMap((answers) => answers.slice(-1)),
    isUndone: (key) => undone.has(key),
    apply(vote, receivedAtMilliseconds) {
      count++
      last = receivedAtMilliseconds
      if (vote.kind === 'undo') {
        undone.add(vote.undoes)
        const kept = answersTo(vote.itemId).filter(({ key }) => key !== vote.undoes)
        if (kept.length > 0) live.set(vote.itemId, kept)
        else live.delete(vote.itemId)
      } else if (!undone.has(vote.key)) {
        const { key, itemId, answers, decisionSeconds } = vote
        live.set(itemId, [...answersTo(itemId), { key, itemId, answers, decisionSeconds }])
      }
    },
  }
}
