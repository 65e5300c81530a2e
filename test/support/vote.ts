import { randomUUID } from 'node:crypto'
import type { ItemView, VoteSubmission } from '../../bench/review/api.ts'

type Answer = Extract<VoteSubmission, { kind: 'answer' }>

/** A complete vote on an item, as the page would send it. */
export function voteOn(item: ItemView, changes: Partial<Answer> = {}): Answer {
  return {
    kind: 'answer',
    key: randomUUID(),
    itemId: item.id,
    castAtMilliseconds: Date.now(),
    answers: answersTo(item),
    watchedSeconds: 5,
    decisionSeconds: 8,
    ...changes,
  }
}

/** Takes an answer back. */
export function undoOf({ itemId, key }: Answer): Extract<VoteSubmission, { kind: 'undo' }> {
  return { kind: 'undo', key: randomUUID(), itemId, castAtMilliseconds: Date.now(), undoes: key }
}

function answersTo(item: ItemView): Answer['answers'] {
  const each = <Q extends string, A>(questions: readonly Q[], answer: A) =>
    Object.fromEntries(questions.map((question) => [question, answer])) as Record<Q, A>
  switch (item.kind) {
    case 'pairwise':
      return { kind: 'pairwise', byAspect: each(item.aspects, 'first' as const) }
    case 'dimensions':
      return { kind: 'dimensions', byDimension: each(item.dimensions, 'second' as const) }
    case 'rating':
      return { kind: 'rating', byAspect: each(item.aspects, 4) }
  }
}
