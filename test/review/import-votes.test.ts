import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Run } from '../../bench/pipeline/run-folder.ts'
import type { Item } from '../../bench/records/vote.ts'
import type { TroubleRequest, VoteSubmission } from '../../bench/review/api.ts'
import { deskItems } from '../../bench/review/desk-items.ts'
import { importVotes } from '../../bench/review/import-votes.ts'
import { offlineIssue } from '../../bench/review/offline-issue.ts'
import { openReview } from '../../bench/review/review.ts'
import { sealVotes } from '../../bench/review/seal-votes.ts'
import { loadStudy, type RaterDesk, type StudyState } from '../../bench/review/study-state.ts'
import { readStudy } from '../../bench/store/studies.ts'
import { runWithStudy } from '../support/study.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
let number = 0

describe('the file of an offline form', () => {
  let run: Run
  let secret: Uint8Array
  let state: StudyState
  let desk: RaterDesk
  let text: string
  let lines: string[]

  beforeEach(async () => {
    run = await runWithStudy(join(folder, String(++number)))
    const review = await openReview({
      store: run.store,
      folder: run.path,
      abandonAfterMinutes: 60,
      completion: null,
    })
    const added = await review.addRater('offline', 'on a train')
    secret = (await readStudy(run.store))!.secret
    state = await loadStudy(run.store)
    await run.close()
    desk = state.desks.get(added.desk.rater.id)!
    text = sealVotes(offlineIssue(secret, state.study.id, desk.rater.id), desk.items.slice(0, 4).map(answer))
    lines = text.split('\n')
  })
  afterAll(() => undefined)

  function answer(item: Item, index: number): VoteSubmission {
    return {
      kind: 'answer',
      key: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      itemId: state.publicId(desk, item),
      castAtMilliseconds: 1000 + index,
      answers: {
        kind: 'pairwise',
        byAspect: { 'visual-quality': 'first', 'prompt-following': 'tie', 'motion-quality': 'both-bad' },
      },
      comment: `number ${index}`,
      watchedSeconds: 3,
      decisionSeconds: 5,
    }
  }
  const take = (content: string, stored: Parameters<typeof importVotes>[2]['stored'] = []) =>
    importVotes('votes.json', content, { state, secret, stored })

  test('is taken in whole', () => {
    const { votes, known, refused } = take(text)
    expect(refused).toEqual([])
    expect(known).toBe(0)
    expect(votes.map(({ itemId }) => itemId)).toEqual(desk.items.slice(0, 4).map(({ id }) => id))
    expect(votes.every(({ raterId }) => raterId === desk.rater.id)).toBe(true)
  })

  test('is known the second time', () => {
    const { votes } = take(text)
    expect(take(text, votes)).toMatchObject({ votes: [], known: 4, refused: [] })
  })

  test('may be laid out anew by an editor', () => {
    expect(take(JSON.stringify(JSON.parse(text), null, 2))).toMatchObject({ refused: [] })
  })

  test('with an edited answer: that line is refused, the others are whole', () => {
    const edited = text.replace('"number 1"', '"number one"')
    const { votes, refused } = take(edited)
    expect(refused).toEqual([{ line: 3, found: expect.stringMatching(/this vote was changed/) }])
    expect(votes).toHaveLength(3)
  })

  test('edited and laid out anew: the line is that of the seal', () => {
    const edited = JSON.parse(text)
    edited.votes[2].vote.answers.byAspect['visual-quality'] = 'second'
    const laidOut = JSON.stringify(edited, null, 2)
    const { refused } = take(laidOut)
    expect(refused).toHaveLength(1)
    expect(laidOut.split('\n')[refused[0]!.line - 1]).toContain(edited.votes[2].seal)
  })

  test('with a line taken out: the next line and the end are refused', () => {
    const { refused, votes } = take([...lines.slice(0, 2), ...lines.slice(3)].join('\n'))
    expect(refused.map(({ line }) => line)).toEqual([3, 6])
    expect(refused[1]!.found).toMatch(/says 4 votes, found 3/)
    expect(votes).toHaveLength(2)
  })

  test('with two lines exchanged: both and the one behind are refused', () => {
    const { refused } = take([lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n'))
    expect(refused.map(({ line }) => line)).toEqual([2, 3, 4])
  })

  test('cut between votes, and in the middle of one: whole lines and the names of the others', () => {
    const between = take(lines.slice(0, 3).join('\n'))
    expect(between.votes).toHaveLength(2)
    expect(between.refused).toEqual([{ line: 3, found: expect.stringMatching(/it was cut/) }])
    const within = take(text.slice(0, text.indexOf('"number 2"')), between.votes)
    expect(within.known).toBe(2)
    expect(within.refused).toEqual([{ line: 4, found: expect.stringMatching(/no whole vote/) }])
  })

  test('of another study, of another rater, or of nothing at all is refused as a whole', () => {
    const foreign = text.replace(`"studyId":"${state.study.id}"`, '"studyId":"other"')
    expect(() => take(foreign)).toThrow(/line 1: it is the file of another study/)
    expect(() => take(text.replace(desk.rater.id, 'nobody'))).toThrow(
      /line 1: its rater is none of this study/,
    )
    for (const nothing of ['', '[]', 'votes', '{"format":"other"}', '\u0000', '{"votes":[']) {
      expect(() => take(nothing), nothing).toThrow(/line 1: this is not the beginning/)
    }
  })

  test('with seals of another study’s secret: every line is refused', () => {
    const issue = offlineIssue(new Uint8Array(32), state.study.id, desk.rater.id)
    const { votes, refused } = take(sealVotes(issue, desk.items.slice(0, 2).map(answer)))
    expect(votes).toEqual([])
    expect(refused.map(({ line }) => line)).toEqual([2, 3, 5])
  })

  describe('with items that could not be shown', () => {
    const reportOn = (item: Item): TroubleRequest => ({
      itemId: state.publicId(desk, item),
      trouble: 'cannot-play',
      detail: '4 no decoder',
    })
    const sealed = (...troubles: TroubleRequest[]) =>
      sealVotes(
        offlineIssue(secret, state.study.id, desk.rater.id),
        desk.items.slice(0, 2).map(answer),
        troubles,
      )

    test('takes them in once, beside the votes, and no longer asks for them', () => {
      const item = desk.items[2]!
      const file = sealed(reportOn(item))
      const { votes, setAside, refused } = take(file)
      expect([votes.length, refused]).toEqual([2, []])
      expect(setAside).toEqual([{ itemId: item.id, trouble: 'cannot-play', detail: '4 no decoder' }])
      expect(deskItems(state, desk).setAside).toEqual([item])
      expect(take(file, votes)).toMatchObject({ known: 2, setAside: [], refused: [] })
      expect(take(JSON.stringify(JSON.parse(file), null, 2), votes)).toMatchObject({ known: 2, refused: [] })
    })

    test('refuses one that was edited, taken out, or is of someone else', () => {
      const file = sealed(reportOn(desk.items[2]!), reportOn(desk.items[3]!))
      const edited = take(file.replace('no decoder', 'no codec'))
      expect(edited.refused).toEqual([{ line: 6, found: expect.stringMatching(/this line was changed/) }])
      expect(edited.setAside).toHaveLength(1)
      const cut = file.split('\n').filter((_, index) => index !== 6)
      expect(take(cut.join('\n'), edited.votes).refused).toEqual([
        { line: 8, found: expect.stringMatching(/seal of the whole file/) },
      ])
      const foreign = take(
        sealed({ ...reportOn(desk.items[2]!), itemId: 'abcdefghijklmnopqrstuv' }),
        edited.votes,
      )
      expect(foreign.refused).toEqual([{ line: 6, found: expect.stringMatching(/not among yours/) }])
      expect(foreign.setAside).toEqual([])
      const odd = sealed({ ...reportOn(desk.items[2]!), detail: 'x'.repeat(501) })
      expect(take(odd, edited.votes).refused).toEqual([
        { line: 6, found: expect.stringMatching(/not an item that could not be shown: trouble.detail/) },
      ])
    })

    test('cut behind the votes: the votes are whole', () => {
      const { votes, setAside, refused } = take(
        sealed(reportOn(desk.items[2]!)).split('\n').slice(0, 5).join('\n'),
      )
      expect([votes.length, setAside.length, refused.map(({ line }) => line)]).toEqual([2, 0, [5]])
    })
  })

  test('with a vote on an item of someone else, or one that leaves questions out, well sealed', () => {
    const stranger: VoteSubmission = { ...answer(desk.items[0]!, 7), itemId: 'abcdefghijklmnopqrstuv' }
    const partial = {
      ...answer(desk.items[1]!, 8),
      answers: { kind: 'pairwise' as const, byAspect: { 'visual-quality': 'first' as const } },
    }
    const issue = offlineIssue(secret, state.study.id, desk.rater.id)
    const { votes, refused } = take(sealVotes(issue, [stranger, partial, answer(desk.items[2]!, 9)]))
    expect(votes).toHaveLength(1)
    expect(refused.map(({ line, found }) => [line, found])).toEqual([
      [2, expect.stringMatching(/not among yours/)],
      [3, expect.stringMatching(/Every question needs an answer/)],
    ])
  })
})
