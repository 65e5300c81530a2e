import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { VoteSubmission } from '../../bench/review/api.ts'
import { offlineIssue } from '../../bench/review/offline-issue.ts'
import { offlineVotesSchema } from '../../bench/review/offline-votes.ts'
import { sealVotes } from '../../bench/review/seal-votes.ts'
import { hmacSha256 } from '../../bench/review/sha256.ts'

describe('HMAC-SHA256 without a crypto library', () => {
  test('case 2 of RFC 4231', () => {
    expect(hmacSha256(Buffer.from('Jefe').toString('hex'), 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  test('is that of Node for keys of 32 bytes and any text', () => {
    const keys = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('hex'))
    fc.assert(
      fc.property(keys, fc.string({ unit: 'grapheme', maxLength: 300 }), (key, text) => {
        const expected = createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex')
        expect(hmacSha256(key, text)).toBe(expected)
      }),
      { numRuns: 200 },
    )
  })
})

describe('sealed votes', () => {
  const issue = offlineIssue(new Uint8Array(32).fill(7), 'study', 'rater')
  const vote: VoteSubmission = {
    kind: 'undo',
    key: '00000000-0000-4000-8000-000000000001',
    itemId: 'abcdefghijklmnopqrstuv',
    castAtMilliseconds: 1,
    undoes: '00000000-0000-4000-8000-000000000002',
  }

  test('are JSON of the stated form with a vote a line', () => {
    const text = sealVotes(issue, [vote, vote])
    expect(offlineVotesSchema.parse(JSON.parse(text)).votes).toHaveLength(2)
    expect(text.split('\n')).toHaveLength(6)
    expect(text.split('\n').filter((line) => line.startsWith('{"vote"'))).toHaveLength(2)
  })

  test('hold what could not be shown on lines of its own, sealed with the rest', () => {
    const trouble = { itemId: vote.itemId, trouble: 'cannot-play' as const, detail: '4 no decoder' }
    const text = sealVotes(issue, [vote], [trouble, trouble])
    const file = offlineVotesSchema.parse(JSON.parse(text))
    expect(file.troubles?.map((each) => each.trouble)).toEqual([trouble, trouble])
    expect(file.count).toBe(1)
    expect(file.seal).not.toBe(offlineVotesSchema.parse(JSON.parse(sealVotes(issue, [vote]))).seal)
    expect(text.split('\n')).toHaveLength(9)
  })

  test('may be none', () => {
    expect(offlineVotesSchema.parse(JSON.parse(sealVotes(issue, []))).count).toBe(0)
  })

  test('have another key for every rater, study and secret', () => {
    const keys = [
      issue,
      offlineIssue(new Uint8Array(32).fill(7), 'study', 'rater2'),
      offlineIssue(new Uint8Array(32).fill(7), 'study2', 'rater'),
      offlineIssue(new Uint8Array(32).fill(8), 'study', 'rater'),
    ].map(({ sealKey }) => sealKey)
    expect(new Set(keys).size).toBe(4)
  })
})
