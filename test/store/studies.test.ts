import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Rater, Vote } from '../../bench/records/vote.ts'
import type { Database } from '../../bench/store/database.ts'
import { createStore } from '../../bench/store/open.ts'
import {
  putAssignments,
  putRater,
  putToken,
  readAssignments,
  readRaters,
  readTokens,
  revokeTokens,
} from '../../bench/store/raters.ts'
import { putReviewEvents, readReviewLog } from '../../bench/store/review-log.ts'
import {
  putRevealed,
  putStudy,
  readItems,
  readStudy,
  readStudyClips,
  readStudyPrompts,
} from '../../bench/store/studies.ts'
import { findVotes, putVotes, readVotes } from '../../bench/store/votes.ts'
import { studyPlan } from '../support/study.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const stores: Database[] = []
afterAll(() => Promise.all(stores.map((store) => store.close())))

// More items than are read at once.
const plan = studyPlan({ raters: 30, ratersPerItem: 15, prompts: 80 })

async function storeWithStudy(): Promise<Database> {
  const store = await createStore(join(folder, `${stores.length}.db`))
  stores.push(store)
  await store.commit(putStudy(plan))
  return store
}

const rater: Rater = {
  id: 'r1',
  studyId: 'study',
  slot: 0,
  label: 'Ann',
  origin: 'link',
  createdAtMilliseconds: 1,
  releasedAtMilliseconds: null,
  state: { kind: 'active' },
}

describe('a study in the store', () => {
  test('is read as it was planned, in parts or not', async () => {
    const store = await storeWithStudy()
    expect(plan.items.length).toBeGreaterThan(4_000)
    expect(await readItems(store, 'study')).toEqual(plan.items)
    expect(await readStudyClips(store, 'study')).toEqual(plan.clips)
    expect(await readStudyPrompts(store, 'study')).toEqual(plan.prompts)
    const stored = await readStudy(store)
    expect(stored).toMatchObject({ study: plan.study, revealedAtMilliseconds: null })
    expect(stored!.secret).toHaveLength(32)
    expect(new Set(stored!.secret).size).toBeGreaterThan(1)
  })

  test('is the only one, and is null where there is none', async () => {
    const store = await storeWithStudy()
    const other = { ...plan, study: { ...plan.study, id: 'other' }, prompts: [], clips: [], items: [] }
    await expect(store.commit(putStudy(other))).rejects.toThrow('one study')
    const empty = await createStore(join(folder, 'empty.db'))
    stores.push(empty)
    expect(await readStudy(empty)).toBeNull()
  })

  test('keeps the first time that results were seen', async () => {
    const store = await storeWithStudy()
    await store.commit([putRevealed('study', 5), putRevealed('study', 9)])
    expect((await readStudy(store))!.revealedAtMilliseconds).toBe(5)
  })

  test('knows its raters, what each may judge, and the links that work', async () => {
    const store = await storeWithStudy()
    const ids = plan.items.filter(({ slot }) => slot === 0).map(({ id }) => id)
    const token = { sha256: 'a'.repeat(64), purpose: 'rater', raterId: 'r1' } as const
    const invitation = { sha256: 'b'.repeat(64), purpose: 'open', raterId: null } as const
    await store.commit([
      putRater(rater),
      ...putAssignments('r1', [...ids].reverse(), 1),
      putToken('study', token, 1),
      putToken('study', invitation, 1),
    ])
    const paused: Rater = { ...rater, state: { kind: 'paused', reason: 'asked to' } }
    await store.commit([putRater(paused)])
    expect(await readRaters(store, 'study')).toEqual([paused])
    expect(await readAssignments(store, 'study')).toEqual(new Map([['r1', ids]]))
    expect(await readTokens(store, 'study')).toEqual([token, invitation])
    await store.commit([revokeTokens('study', 'open', null, 2)])
    expect(await readTokens(store, 'study')).toEqual([token])
  })

  test('votes keep their order, and a key is there once', async () => {
    const store = await storeWithStudy()
    await store.commit([putRater(rater)])
    const votes = Array.from({ length: 2_500 }, (): Vote => {
      const base = { key: randomUUID(), studyId: 'study', raterId: 'r1', castAtMilliseconds: 7 }
      return { kind: 'undo', ...base, itemId: plan.items[0]!.id, undoes: randomUUID() }
    })
    await store.commit(putVotes(votes.map((vote) => ({ receivedAtMilliseconds: 8, vote }))))
    const stored = await readVotes(store, 'study')
    expect(stored.map(({ vote }) => vote)).toEqual(votes)
    expect(stored.map(({ sequence }) => sequence)).toEqual(votes.map((_, index) => index + 1))
    const found = await findVotes(store, [votes[3]!.key, randomUUID()])
    expect([...found.values()].map(({ vote }) => vote)).toEqual([votes[3]])
    const twice = putVotes([{ receivedAtMilliseconds: 9, vote: votes[3]! }])
    await expect(store.commit(twice)).rejects.toThrow(/UNIQUE/)
  })

  test('what happened is kept in its order', async () => {
    const store = await storeWithStudy()
    const events = [{ kind: 'joined', raterId: 'r1' }, { kind: 'revealed' }] as const
    await store.commit(putReviewEvents('study', events, 4))
    expect(await readReviewLog(store, 'study')).toEqual(events.map((event) => ({ atMilliseconds: 4, event })))
  })
})
