import { describe, expect, test } from 'vitest'
import type { ItemView, Progress, VoteOutcome, VoteSubmission } from '../../../bench/review/api.ts'
import { backOffSeconds } from '../../../bench/review/page/rater/back-off.ts'
import { answeredInOutbox, openItems, seenProgress } from '../../../bench/review/page/rater/open-items.ts'
import { Outbox } from '../../../bench/review/page/rater/outbox.ts'
import { memoryStore } from '../../../bench/review/page/rater/outbox-store.ts'
import { votesPerRequest } from '../../../bench/review/paths.ts'

let made = 0
const key = () => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`

const answer = (itemId: string): VoteSubmission => ({
  kind: 'answer',
  key: key(),
  itemId,
  castAtMilliseconds: 1,
  answers: { kind: 'pairwise', byAspect: { 'visual-quality': 'tie' } },
  watchedSeconds: 2,
  decisionSeconds: 3,
})
const undo = ({ itemId, key: undoes }: VoteSubmission): VoteSubmission => ({
  kind: 'undo',
  key: key(),
  itemId,
  castAtMilliseconds: 2,
  undoes,
})
const saved = ({ key }: VoteSubmission): VoteOutcome => ({ status: 'saved', key })
const refused = (
  { key }: VoteSubmission,
  code: 'already-answered' | 'paused' | 'disk-full',
): VoteOutcome => ({
  status: 'refused',
  key,
  error: { code, message: '' },
})

const item = (id: string, practice = false) => ({ id, practice }) as ItemView

async function filled(votes: readonly VoteSubmission[]) {
  const store = memoryStore()
  const outbox = new Outbox(store, 'me')
  for (const vote of votes) await outbox.add(vote)
  return { store, outbox }
}

describe('the outbox', () => {
  test('keeps the order of casting and offers the oldest first, a request at a time', async () => {
    const votes = Array.from({ length: votesPerRequest + 5 }, (_, index) => answer(`i${index}`))
    const { outbox } = await filled(votes)
    expect(outbox.rows.map(({ vote }) => vote)).toEqual(votes)
    expect(outbox.batch.map(({ vote }) => vote)).toEqual(votes.slice(0, votesPerRequest))
  })

  test('forgets only what is confirmed', async () => {
    const votes = [answer('a'), answer('b'), answer('c')]
    const { outbox, store } = await filled(votes)
    await outbox.settle(outbox.batch, [
      saved(votes[0]!),
      refused(votes[1]!, 'disk-full'),
      { status: 'known', key: votes[2]!.key },
    ])
    expect(outbox.waiting.map(({ vote }) => vote)).toEqual([votes[1]])
    // a page that starts anew finds the same
    const again = new Outbox(store, 'me')
    await again.read()
    expect(again.waiting.map(({ vote }) => vote)).toEqual([votes[1]])
  })

  test('outcomes that name another vote, or are missing, change nothing', async () => {
    const votes = [answer('a'), answer('b')]
    const { outbox } = await filled(votes)
    await outbox.settle(outbox.batch, [saved(votes[1]!)])
    expect(outbox.waiting).toHaveLength(2)
  })

  test('keeps a vote that is refused for good, and does not send it again', async () => {
    const votes = [answer('a'), answer('b')]
    const { outbox } = await filled(votes)
    const found = await outbox.settle(outbox.batch, [
      refused(votes[0]!, 'already-answered'),
      refused(votes[1]!, 'paused'),
    ])
    expect(found.map(({ refused: code }) => code)).toEqual(['already-answered'])
    expect(outbox.rows).toHaveLength(2)
    expect(outbox.batch.map(({ vote }) => vote)).toEqual([votes[1]])
  })

  test('votes of another rater in the same browser are not seen', async () => {
    const { store } = await filled([answer('a')])
    const other = new Outbox(store, 'you')
    await other.read()
    expect(other.rows).toEqual([])
  })
})

describe('what is on show', () => {
  test('is without what waits in the outbox, and with what was taken back', async () => {
    const a = answer('a')
    const b = answer('b')
    const { outbox } = await filled([a, b, undo(b)])
    expect([...answeredInOutbox(outbox.rows)]).toEqual(['a'])
    const open = openItems([item('a'), item('c'), item('b')], [item('b')], outbox.rows)
    expect(open.map(({ id }) => id)).toEqual(['b', 'c'])
  })

  test('a refused answer opens its item again', async () => {
    const a = answer('a')
    const { outbox } = await filled([a])
    await outbox.settle(outbox.batch, [refused(a, 'already-answered')])
    expect(openItems([item('a')], [], outbox.rows)).toHaveLength(1)
  })

  test('progress counts what waits, practice apart', async () => {
    const progress: Progress = { answered: 3, total: 5, practiceLeft: 1, setAside: 0, complete: false }
    const known = [item('p', true), item('a'), item('b')]
    const { outbox } = await filled([answer('p'), answer('a')])
    expect(seenProgress(progress, outbox.rows, known)).toMatchObject({
      answered: 4,
      practiceLeft: 0,
      complete: false,
    })
    await outbox.add(answer('b'))
    expect(seenProgress(progress, outbox.rows, known)).toMatchObject({ answered: 5, complete: true })
  })
})

test('attempts come at growing distances, and not all pages at once', () => {
  expect([1, 2, 3, 4, 5, 6, 20].map((failures) => backOffSeconds(failures, 0))).toEqual([
    1, 2, 4, 8, 16, 30, 30,
  ])
  expect(backOffSeconds(3, 1)).toBe(2)
})
