import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StoredVote, Vote } from '../../bench/records/vote.ts'
import { raterVotes } from '../../bench/review/rater-votes.ts'
import { standingVotes } from '../../bench/review/standing-votes.ts'

const keys = Array.from({ length: 5 }, () => randomUUID())
const base = { studyId: 's', raterId: 'r', castAtMilliseconds: 0 }

test('vote by vote the same answers stand as by standingVotes, in any order of arrival', () => {
  // each key belongs to one item; undos have keys of their own
  const act = fc.record({ key: fc.nat(keys.length - 1), undo: fc.boolean() })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      const seen = new Set<string>()
      const votes: Vote[] = acts.flatMap(({ key: index, undo }): Vote[] => {
        const [key, itemId] = [keys[index]!, `item ${index % 2}`]
        if (undo) return [{ kind: 'undo', ...base, key: randomUUID(), itemId, undoes: key }]
        // the writer lets no key through twice
        if (seen.has(key)) return []
        seen.add(key)
        const answers = { kind: 'pairwise', byAspect: { 'visual-quality': 'tie' } } as const
        return [{ kind: 'answer', ...base, key, itemId, answers, watchedSeconds: 1, decisionSeconds: 2 }]
      })
      const mine = raterVotes()
      const stored = votes.map((vote, index): StoredVote => {
        mine.apply(vote, index)
        return { sequence: index + 1, receivedAtMilliseconds: index, vote }
      })
      const standing = mine.allStanding().map(({ key }) => key)
      expect(standing.sort()).toEqual(
        standingVotes(stored)
          .map(({ key }) => key)
          .sort(),
      )
    }),
  )
})
