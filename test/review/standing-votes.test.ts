import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type StoredVote, type Vote, voteSchema } from '../../bench/records/vote.ts'
import { standingVotes } from '../../bench/review/standing-votes.ts'

const keyOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

function answer(n: number, raterId = 'r', itemId = 'i'): Vote {
  return voteSchema.parse({
    kind: 'answer',
    key: keyOf(n),
    studyId: 's',
    itemId,
    raterId,
    castAtMilliseconds: n,
    answers: { kind: 'pairwise', byAspect: { 'visual-quality': 'tie' } },
    watchedSeconds: 1,
    decisionSeconds: 2,
  })
}
const undo = (n: number, undone: number, raterId = 'r'): Vote =>
  voteSchema.parse({
    kind: 'undo',
    key: keyOf(n),
    studyId: 's',
    itemId: 'i',
    raterId,
    castAtMilliseconds: n,
    undoes: keyOf(undone),
  })
const log = (...votes: Vote[]): StoredVote[] =>
  votes.map((vote, index) => ({ sequence: index + 1, receivedAtMilliseconds: index, vote }))
const keys = (votes: readonly StoredVote[]) => standingVotes(votes).map(({ key }) => key)

test('a vote delivered twice stands once', () => {
  expect(keys(log(answer(1), answer(1)))).toEqual([keyOf(1)])
})

test('an undo takes its vote back, in whatever order they arrive', () => {
  expect(keys(log(answer(1), undo(2, 1)))).toEqual([])
  expect(keys(log(undo(2, 1), answer(1)))).toEqual([])
  expect(keys(log(answer(1), undo(2, 1), answer(1)))).toEqual([])
})

test('after an undo the next answer stands', () => {
  expect(keys(log(answer(1), undo(2, 1), answer(3)))).toEqual([keyOf(3)])
})

test('nobody takes back the vote of another', () => {
  expect(keys(log(answer(1, 'r'), undo(2, 1, 'other')))).toEqual([keyOf(1)])
})

test('of two answers to one item the last stands; other items and raters are untouched', () => {
  expect(keys(log(answer(1), answer(2), answer(3, 'r', 'j'), answer(4, 'q')))).toEqual([2, 3, 4].map(keyOf))
})

test('any delivery again of any part of the log changes nothing', () => {
  const votes = [answer(1), answer(2, 'r', 'j'), undo(3, 1), answer(4), answer(5, 'q'), undo(6, 5, 'q')]
  fc.assert(
    fc.property(fc.array(fc.nat(votes.length - 1)), (again) => {
      expect(keys(log(...votes, ...again.map((index) => votes[index]!)))).toEqual(keys(log(...votes)))
    }),
  )
})
