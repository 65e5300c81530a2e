import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Run } from '../../bench/pipeline/run-folder.ts'
import type { Form } from '../../bench/records/vote.ts'
import { overviewOf } from '../../bench/review/overview.ts'
import { resultsOf } from '../../bench/review/results.ts'
import { openReview } from '../../bench/review/review.ts'
import { pairwise, runWithStudy, type TestStudy } from '../support/study.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { voteOn } from '../support/vote.ts'

const folder = temporaryFolder()
const runs: Run[] = []
afterAll(() => Promise.all(runs.map((run) => run.close())))

/** A study that two raters have answered to the end: pairs always by the first clip, ratings always by 4. */
async function answered(wanted: TestStudy) {
  const run = await runWithStudy(join(folder, `run-${runs.length}`), {
    raters: 2,
    ratersPerItem: 2,
    ...wanted,
  })
  runs.push(run)
  const options = { store: run.store, folder: run.path, abandonAfterMinutes: 60, completion: null }
  const review = await openReview(options)
  for (const label of ['Ann', 'Ben']) {
    const { desk } = await review.addRater('link', label)
    for (;;) {
      const { items } = await review.nextItems(desk, 10)
      if (items.length === 0) break
      await review.submit(
        desk,
        items.map((item) => voteOn(item)),
      )
    }
  }
  return review
}

const closed = { open: false, prolific: false }

test('comparisons count for the model, whatever the side, and leave excluded raters out', async () => {
  const review = await answered({ models: ['a', 'b'], form: { ...pairwise, aspects: ['motion-quality'] } })
  const { state } = review
  expect(() => resultsOf(state)).toThrow('hidden')
  await review.reveal()
  const plain = (slot: number) => state.slots[slot]!.filter(({ mark }) => mark.kind === 'plain')
  const firstOf = (model: string, slots: number[]) =>
    slots.flatMap(plain).filter((item) => item.kind === 'pairwise' && item.first.model === model).length
  const row = { question: 'motion-quality', a: 'a', b: 'b', ties: 0, bothBad: 0, cantJudge: 0 }
  expect(resultsOf(state).comparisons).toEqual([
    { ...row, aWins: firstOf('a', [0, 1]), bWins: firstOf('b', [0, 1]) },
  ])
  const [ann] = [...state.desks.values()]
  await review.setState(ann!, { kind: 'excluded', reason: 'always the first' })
  expect(resultsOf(state).comparisons).toEqual([
    { ...row, aWins: firstOf('a', [1]), bWins: firstOf('b', [1]) },
  ])
})

test('whoever always names the first clip fails on gold and repeats, and the owner sees it', async () => {
  const review = await answered({ goldRate: 0.5, repeatRate: 0.3 })
  const { raters, pairs, answered: done, planned, agreement } = await overviewOf(review, closed)
  const marks = (slot: number, kind: string) =>
    review.state.slots[slot]!.filter(({ mark }) => mark.kind === kind).length
  for (const [slot, { gold, repeats, progress, medianDecisionSeconds }] of raters.entries()) {
    expect(gold.asked).toBeGreaterThanOrEqual(marks(slot, 'gold'))
    expect(gold.right / gold.asked).toBeLessThan(0.75)
    expect(repeats).toEqual({ right: 0, asked: 3 * marks(slot, 'repeat') })
    expect(progress).toMatchObject({ complete: true, practiceLeft: 0, answered: progress.total })
    expect(medianDecisionSeconds).toBe(8)
  }
  expect(done).toBe(planned)
  expect(pairs.map(({ a, b }) => `${a} ${b}`)).toEqual(
    expect.arrayContaining(['model-a model-b', 'model-a model-c', 'model-b model-c']),
  )
  expect(agreement.map(({ question }) => question).sort()).toEqual([...pairwise.aspects].sort())
})

test('ratings are counted by what was given', async () => {
  const form: Form = { kind: 'rating', aspects: ['visual-quality'], comment: false }
  const review = await answered({ models: ['a', 'b'], prompts: 5, form })
  await review.reveal()
  const row = { question: 'visual-quality', counts: [0, 0, 0, 10, 0], cantJudge: 0 }
  expect(resultsOf(review.state).ratings).toEqual(
    expect.arrayContaining([
      { ...row, model: 'a' },
      { ...row, model: 'b' },
    ]),
  )
  const { agreement } = await overviewOf(review, closed)
  expect(agreement).toEqual([
    { question: 'visual-quality', alpha: null, reason: expect.stringContaining('equal') },
  ])
})
