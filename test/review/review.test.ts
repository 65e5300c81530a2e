import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Run } from '../../bench/pipeline/run-folder.ts'
import type { VoteOutcome } from '../../bench/review/api.ts'
import { openReview, type Review } from '../../bench/review/review.ts'
import { standingVotes } from '../../bench/review/standing-votes.ts'
import type { RaterDesk } from '../../bench/review/study-state.ts'
import { readVotes } from '../../bench/store/votes.ts'
import { runWithStudy, type TestStudy } from '../support/study.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { undoOf, voteOn } from '../support/vote.ts'

const folder = temporaryFolder()
const runs: Run[] = []
afterAll(() => Promise.all(runs.map((run) => run.close())))

const minute = 60_000
const abandonAfterMinutes = 60

async function open(wanted: TestStudy = {}, clock = { now: Date.now() }) {
  const run = await runWithStudy(join(folder, `run-${runs.length}`), wanted)
  runs.push(run)
  const options = {
    store: run.store,
    folder: run.path,
    abandonAfterMinutes,
    completion: { code: 'DONE', url: null },
    now: () => clock.now,
  }
  return { run, clock, review: await openReview(options), again: () => openReview(options) }
}

const brief = (outcomes: readonly VoteOutcome[]) =>
  outcomes.map((outcome) => (outcome.status === 'refused' ? outcome.error.code : outcome.status))

async function next(review: Review, desk: RaterDesk, count = 1) {
  return (await review.nextItems(desk, count)).items
}

async function answer(review: Review, desk: RaterDesk, count: number) {
  for (let done = 0; done < count; done++) {
    const [item] = await next(review, desk)
    expect(brief(await review.submit(desk, [voteOn(item!)]))).toEqual(['saved'])
  }
}

describe('a rater', () => {
  test('goes through the slot once, practice first, and gets the code at the end', async () => {
    const { review, run } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const seen: string[] = []
    for (;;) {
      const { items, progress, completion } = await review.nextItems(desk, 2)
      expect(completion).toEqual(items.length === 0 ? { code: 'DONE', url: null } : null)
      expect(progress.complete).toBe(items.length === 0)
      const [item] = items
      if (item === undefined) break
      expect(item.practice).toBe(seen.length < 2)
      seen.push(item.id)
      expect(brief(await review.submit(desk, [voteOn(item)]))).toEqual(['saved'])
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(review.state.slots[0]!.length)
    expect(await readVotes(run.store, 'study')).toHaveLength(seen.length)
  })

  test('sees nothing of models, files or planned marks', async () => {
    const { review } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const text = JSON.stringify(await review.nextItems(desk, 10))
    for (const word of ['model-a', 'model-b', 'gold', 'repeat', 'plain', '.mp4', 'degraded']) {
      expect(text).not.toContain(word)
    }
    for (const { clipId } of review.state.clips) expect(text).not.toContain(clipId)
  })

  test('has other ids than anyone else, and the same ones after a restart', async () => {
    const { review, again } = await open()
    const [a, b] = [(await review.addRater('link', 'A')).desk, (await review.addRater('link', 'B')).desk]
    const before = await next(review, a, 10)
    const others = await next(review, b, 10)
    expect(before.filter(({ id }) => others.some((other) => other.id === id))).toEqual([])
    const restarted = await again()
    expect(await next(restarted, restarted.state.desks.get(a.rater.id)!, 10)).toEqual(before)
    // also when the first request after the restart is for a clip
    expect(restarted.state.findPublic(others[0]!.id)?.desk.rater.id).toBe(b.rater.id)
  })

  test('goes on after a restart where the votes ended', async () => {
    const { review, again } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    await answer(review, desk, 5)
    const restarted = await again()
    const same = restarted.state.desks.get(desk.rater.id)!
    expect(await restarted.nextItems(same, 3)).toEqual(await review.nextItems(desk, 3))
  })
})

describe('votes', () => {
  test('a vote that is delivered again is known, and stored once', async () => {
    const { review, run } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const vote = voteOn((await next(review, desk))[0]!)
    expect(brief(await review.submit(desk, [vote, vote]))).toEqual(['saved', 'known'])
    expect(brief(await review.submit(desk, [vote]))).toEqual(['known'])
    const together = await Promise.all([review.submit(desk, [vote]), review.submit(desk, [vote])])
    expect(together.flatMap(brief)).toEqual(['known', 'known'])
    expect(await readVotes(run.store, 'study')).toHaveLength(1)
  })

  test('a key with another vote behind it is refused', async () => {
    const { review } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const [item, other] = await next(review, desk, 2)
    const vote = voteOn(item!)
    expect(brief(await review.submit(desk, [vote, voteOn(other!, { key: vote.key })]))).toEqual([
      'saved',
      'key-reused',
    ])
    const b = (await review.addRater('link', 'B')).desk
    const stolen = voteOn((await next(review, b))[0]!, { key: vote.key })
    expect(brief(await review.submit(b, [stolen]))).toEqual(['key-reused'])
  })

  test('items of others, unknown items and a second answer are refused', async () => {
    const { review } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const other = (await review.addRater('link', 'B')).desk
    const [item] = await next(review, desk)
    const [theirs] = await next(review, other)
    const votes = [voteOn(theirs!), voteOn({ ...item!, id: 'A'.repeat(22) }), voteOn(item!), voteOn(item!)]
    expect(brief(await review.submit(desk, votes))).toEqual([
      'not-your-item',
      'not-your-item',
      'saved',
      'already-answered',
    ])
  })

  test('incomplete, foreign and impatient answers are refused', async () => {
    const { review } = await open({ minimumWatchSeconds: 3 })
    const { desk } = await review.addRater('link', 'Ann')
    const [item] = await next(review, desk)
    // the clips last a second: nobody must watch longer
    expect(item!.minimumWatchSeconds).toBe(1)
    const votes = [
      voteOn(item!, { answers: { kind: 'pairwise', byAspect: { 'visual-quality': 'first' } } }),
      voteOn(item!, { answers: { kind: 'rating', byAspect: { 'visual-quality': 4 } } }),
      voteOn(item!, { watchedSeconds: 0.9 }),
      { ...voteOn(item!), raterId: 'someone else' },
      { ...voteOn(item!), watchedSeconds: 'long' },
      null,
      voteOn(item!, { watchedSeconds: 1 }),
    ]
    expect(brief(await review.submit(desk, votes))).toEqual([
      'incomplete-answers',
      'incomplete-answers',
      'not-watched',
      'malformed',
      'malformed',
      'malformed',
      'saved',
    ])
  })

  test('a comment is refused where none is asked for', async () => {
    const form = { kind: 'pairwise', aspects: ['motion-quality'], comment: false } as const
    const { review } = await open({ form: { ...form, aspects: [...form.aspects] } })
    const { desk } = await review.addRater('link', 'Ann')
    const [item] = await next(review, desk)
    expect(brief(await review.submit(desk, [voteOn(item!, { comment: 'x' }), voteOn(item!)]))).toEqual([
      'incomplete-answers',
      'saved',
    ])
  })

  test('an undo is a new row, and the item comes again', async () => {
    const { review, run } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const [item] = await next(review, desk)
    const vote = voteOn(item!)
    const again = voteOn(item!)
    expect(brief(await review.submit(desk, [vote, undoOf(vote)]))).toEqual(['saved', 'saved'])
    expect((await next(review, desk))[0]!.id).toBe(item!.id)
    expect(brief(await review.submit(desk, [again]))).toEqual(['saved'])
    const stored = await readVotes(run.store, 'study')
    expect(stored.map((row) => row.vote.kind)).toEqual(['answer', 'undo', 'answer'])
    expect(standingVotes(stored).map(({ key }) => key)).toEqual([again.key])
  })

  test('an undo that comes before its answer takes it back all the same', async () => {
    const { review } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const [item] = await next(review, desk)
    const vote = voteOn(item!)
    const again = voteOn(item!)
    expect(brief(await review.submit(desk, [undoOf(vote), again, vote]))).toEqual(['saved', 'saved', 'saved'])
    expect(desk.votes.allStanding().map(({ key }) => key)).toEqual([again.key])
  })

  test('an undo of an answer to another item is refused', async () => {
    const { review } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const [item, other] = await next(review, desk, 2)
    const vote = voteOn(item!)
    const wrong = { ...undoOf(vote), itemId: other!.id }
    expect(brief(await review.submit(desk, [vote, wrong]))).toEqual(['saved', 'nothing-to-undo'])
  })

  test('nobody fills the disk with undos', async () => {
    const { review } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const vote = voteOn((await next(review, desk))[0]!)
    const many = Array.from({ length: 10 * desk.items.length + 1 }, () => undoOf(vote))
    const outcomes = brief(await review.submit(desk, many))
    expect(outcomes.filter((outcome) => outcome === 'saved')).toHaveLength(10 * desk.items.length)
    expect(outcomes.at(-1)).toBe('too-many')
  })

  test('many raters at once share transactions, and each vote is there once', async () => {
    const { review, run } = await open({ raters: 40, ratersPerItem: 20 })
    const desks = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => (await review.addRater('link', `R${index}`)).desk),
    )
    const votes = await Promise.all(desks.map(async (desk) => voteOn((await next(review, desk))[0]!)))
    await Promise.all(desks.map((desk, index) => review.submit(desk, [votes[index]!])))
    const stored = await readVotes(run.store, 'study')
    expect(stored.map(({ vote }) => vote.key).sort()).toEqual(votes.map(({ key }) => key).sort())
    expect(new Set(desks.map(({ rater }) => rater.slot)).size).toBe(40)
  })

  test('rows of votes can be neither changed nor removed', async () => {
    const { review, run } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    await answer(review, desk, 1)
    await expect(run.store.script('DELETE FROM votes')).rejects.toThrow('only ever added')
    await expect(run.store.script("UPDATE votes SET record = '{}'")).rejects.toThrow('only ever added')
    expect(await readVotes(run.store, 'study')).toHaveLength(1)
  })

  test('a full disk saves nothing, says so, and is over when there is space', async () => {
    const { review, run } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    await answer(review, desk, 2)
    const [pages] = await run.store.all('PRAGMA page_count')
    await run.store.script(`PRAGMA max_page_count = ${Number(pages!.page_count)}`)
    const long = { comment: 'x'.repeat(2000) }
    const items = await next(review, desk, 10)
    const votes = items.map((item) => voteOn(item, long))
    await expect(review.submit(desk, votes)).rejects.toMatchObject({ code: 'disk-full' })
    // the store opens its connection anew, which forgets the limit, as if space had been made
    expect(brief(await review.submit(desk, votes))).toEqual(votes.map(() => 'saved'))
    const stored = await readVotes(run.store, 'study')
    expect(stored.map(({ vote }) => vote.key).slice(2)).toEqual(votes.map(({ key }) => key))
    expect((await run.store.all('PRAGMA synchronous'))[0]).toMatchObject({ synchronous: 2 })
  })
})

describe('places', () => {
  test('everyone gets another slot until all are taken', async () => {
    const { review } = await open()
    const slots = []
    for (const label of ['A', 'B', 'C', 'D'])
      slots.push((await review.addRater('open', label)).desk.rater.slot)
    expect(slots).toEqual([0, 1, 2, 3])
    await expect(review.addRater('open', 'E')).rejects.toMatchObject({ code: 'no-place' })
  })

  test('what was left open goes to someone new, each item once', async () => {
    const { review, clock, run, again } = await open({ raters: 1, ratersPerItem: 1 })
    const gone = (await review.addRater('open', 'Gone')).desk
    await answer(review, gone, 6)
    const left = review.state.slots[0]!.filter(
      (item) => item.mark.kind !== 'practice' && !gone.votes.standing(item.id),
    )
    clock.now += (abandonAfterMinutes - 1) * minute
    await expect(review.addRater('open', 'Early')).rejects.toMatchObject({ code: 'no-place' })
    clock.now += 2 * minute
    const { desk } = await review.addRater('open', 'New')
    const given = desk.items.filter(({ mark }) => mark.kind !== 'practice')
    const expected = left.filter(({ mark }) => !('of' in mark) || left.some(({ id }) => id === mark.of))
    expect(given.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
    expect((await review.nextItems(gone, 3)).items).toEqual([])
    expect((await review.progress(gone)).completion).toBeNull()
    // after a restart it is the same
    const restarted = await again()
    expect(restarted.state.desks.get(gone.rater.id)!.rater.releasedAtMilliseconds).toBe(clock.now)
    expect(restarted.state.desks.get(desk.rater.id)!.items).toEqual(desk.items)
    expect(await readVotes(run.store, 'study')).toHaveLength(6)
  })

  test('a form on disk keeps its place until the owner ends it', async () => {
    const { review, clock } = await open({ raters: 1, ratersPerItem: 1 })
    const { desk } = await review.addRater('offline', 'Far away')
    clock.now += 100 * abandonAfterMinutes * minute
    await expect(review.addRater('link', 'New')).rejects.toMatchObject({ code: 'no-place' })
    await review.setState(desk, { kind: 'revoked', reason: 'never came back' })
    expect((await review.addRater('link', 'New')).desk.items).toEqual(desk.items)
  })

  test('a late vote counts, and nobody else is asked for its item', async () => {
    const { review, clock } = await open({ raters: 1, ratersPerItem: 1 })
    const gone = (await review.addRater('open', 'Gone')).desk
    await answer(review, gone, 2)
    const [shown] = await next(review, gone)
    clock.now += 2 * abandonAfterMinutes * minute
    const { desk } = await review.addRater('open', 'New')
    const before = await review.progress(desk)
    expect(brief(await review.submit(gone, [voteOn(shown!)]))).toEqual(['saved'])
    const after = await review.progress(desk)
    expect(after.progress.total).toBe(before.progress.total - 1)
    await answer(review, desk, 2)
    const said = review.state.findPublic(shown!.id)!.item
    expect(review.state.findPublic((await next(review, desk))[0]!.id)!.item).not.toBe(said)
  })

  test('the place of an excluded rater is given on as a whole; votes stay', async () => {
    const { review, run } = await open({ raters: 1, ratersPerItem: 1 })
    const { desk } = await review.addRater('link', 'Lazy')
    await answer(review, desk, 4)
    const [shown] = await next(review, desk)
    await review.setState(desk, { kind: 'excluded', reason: 'always the first clip' })
    expect(brief(await review.submit(desk, [voteOn(shown!)]))).toEqual(['ended'])
    const fresh = (await review.addRater('link', 'New')).desk
    expect(fresh.items).toEqual(review.state.slots[0])
    expect(await readVotes(run.store, 'study')).toHaveLength(4)
  })

  test('a paused rater sees nothing and saves nothing, and goes on afterwards', async () => {
    const { review } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const vote = voteOn((await next(review, desk))[0]!)
    const saved = voteOn((await next(review, desk, 2))[1]!)
    await review.submit(desk, [saved])
    await review.setState(desk, { kind: 'paused', reason: 'a question' })
    expect(await next(review, desk)).toEqual([])
    // what was saved before is known even now, so that the outbox gets rid of it
    expect(brief(await review.submit(desk, [vote, saved]))).toEqual(['paused', 'known'])
    await review.setState(desk, { kind: 'active' })
    expect(brief(await review.submit(desk, [vote]))).toEqual(['saved'])
  })
})

describe('clips', () => {
  test('items with a deleted clip are set aside, the others go on', async () => {
    const { review, run, clock } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const [item] = await next(review, desk)
    const planned = review.state.findPublic(item!.id)!.item
    if (planned.kind === 'rating') throw new Error('expected a pair')
    await rm(join(run.path, review.state.clipOf(planned.first).path))
    clock.now += 4_000
    const { items, progress } = await review.nextItems(desk, 10)
    expect(items.map(({ id }) => id)).not.toContain(item!.id)
    expect(progress.setAside).toBeGreaterThan(0)
    expect(await review.clips.open(review.state.clipOf(planned.first))).toBeNull()
  })

  test('an item that a browser can not show is set aside, also after a restart', async () => {
    const { review, again } = await open()
    const { desk } = await review.addRater('link', 'Ann')
    const [item] = await next(review, desk)
    const planned = review.state.findPublic(item!.id)!.item
    await review.setAside(desk, planned, 'cannot-play', 'MEDIA_ERR_DECODE')
    expect((await next(review, desk))[0]!.id).not.toBe(item!.id)
    const restarted = await again()
    const same = restarted.state.desks.get(desk.rater.id)!
    expect((await next(restarted, same))[0]!.id).not.toBe(item!.id)
  })
})
