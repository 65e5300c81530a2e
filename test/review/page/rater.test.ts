import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ItemsAnswer, ItemView, VoteSubmission } from '../../../bench/review/api.ts'
import { memoryStore, type OutboxStore } from '../../../bench/review/page/rater/outbox-store.ts'
import type { CastVote, RaterState } from '../../../bench/review/page/rater/rater-state.ts'
import type { RaterSource } from '../../../bench/review/page/rater/source.ts'
import type { Store } from '../../../bench/review/page/store.ts'

interface PageRater {
  readonly state: Store<RaterState>
  start(): Promise<void>
  cast(vote: CastVote): Promise<void>
}
type RaterModule = {
  readonly Rater: new (source: RaterSource, openStore: () => Promise<OutboxStore>) => PageRater
}
// By its path: it is typed with the browser's library, which tests do not have.
const rater = new URL('../../../bench/review/page/rater/rater.ts', import.meta.url).href
const { Rater } = (await import(rater)) as RaterModule

// what a browser's page has and Node has not
beforeAll(() => {
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('document', { addEventListener: () => undefined, visibilityState: 'visible' })
  vi.stubGlobal('navigator', { locks: { request: oneAtATime() } })
})
afterAll(() => {
  vi.unstubAllGlobals()
})

/** As the browser's lock for all tabs. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve()
  return (_name: string, act: () => Promise<void>) => {
    last = last.then(act, act)
    return last
  }
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A server that takes its time. */
function slowSource(scope: string): RaterSource & { readonly votes: readonly VoteSubmission[] } {
  const votes: VoteSubmission[] = []
  const answer = (count: number): ItemsAnswer => {
    const answered = new Set(votes.map(({ itemId }) => itemId))
    const left = ids.filter((id) => !answered.has(id)).map((id) => ({ id, practice: false }) as ItemView)
    return { items: left.slice(0, count), progress: progress(left.length), completion: null }
  }
  const progress = (left: number) => ({
    answered: ids.length - left,
    total: ids.length,
    practiceLeft: 0,
    setAside: 0,
    complete: left === 0,
  })
  return {
    votes,
    session: async () => ({
      scope,
      label: 'R',
      form: { kind: 'rating', aspects: ['visual-quality'], comment: false },
      state: 'active',
      released: false,
      progress: progress(ids.length),
      completion: null,
    }),
    items: async (count) => {
      await pause(30)
      const found = answer(count)
      await pause(30)
      return found
    },
    send: async (sent) => {
      await pause(10)
      votes.push(...sent)
      return { ...answer(2), outcomes: sent.map(({ key }) => ({ status: 'saved', key })) }
    },
    trouble: async () => answer(2),
  }
}

test('an item answered in another tab never comes back, and progress never runs backwards', async () => {
  const store = memoryStore()
  const source = slowSource('two tabs')
  const [first, second] = [new Rater(source, async () => store), new Rater(source, async () => store)]
  await Promise.all([first.start(), second.start()])
  await expect.poll(() => second.state.value.open[0]?.id).toBe('a')
  await expect.poll(() => first.state.value.open[0]?.id).toBe('a')
  const shown: string[] = []
  const answered: number[] = []
  second.state.follow(() => {
    const { open, progress } = second.state.value
    if (open[0] !== undefined && open[0].id !== shown.at(-1)) shown.push(open[0].id)
    if (progress !== null && progress.answered !== answered.at(-1)) answered.push(progress.answered)
  })
  for (const [number, rater] of [first, first, second, first, second].entries()) {
    await expect.poll(() => rater.state.value.open[0]?.id, { interval: 5 }).toBe(ids[number])
    const item = rater.state.value.open[0]!
    await rater.cast({
      item,
      answers: { kind: 'rating', byAspect: { 'visual-quality': 4 } },
      comment: '',
      watchedSeconds: 1,
      decisionSeconds: 1,
    })
  }
  await expect.poll(() => source.votes.length).toBe(5)
  await expect.poll(() => second.state.value.waiting).toBe(0)
  await pause(150)
  expect(shown).toEqual([...new Set(shown)].sort())
  expect(shown.at(-1)).toBe('f')
  expect(answered).toEqual([...new Set(answered)].sort())
  expect(answered.at(-1)).toBe(5)
})
