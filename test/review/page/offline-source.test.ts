import { expect, test } from 'vitest'
import type { ItemView } from '../../../bench/review/api.ts'
import type { OfflineData } from '../../../bench/review/page/rater/offline-data.ts'
import { offlineSource } from '../../../bench/review/page/rater/offline-source.ts'
import { memoryStore } from '../../../bench/review/page/rater/outbox-store.ts'
import { sealVotes } from '../../../bench/review/seal-votes.ts'
import { undoOf, voteOn } from '../../support/vote.ts'

const clip = {
  url: 'clips/x.mp4',
  widthPixels: 16,
  heightPixels: 16,
  frameCount: 4,
  framesPerSecond: 4,
  durationSeconds: 1,
}
const item = (id: string, practice = false): ItemView => ({
  kind: 'rating',
  id,
  practice,
  number: 1,
  prompt: 'p',
  minimumWatchSeconds: 0,
  aspects: ['visual-quality'],
  clip,
})
const data: OfflineData = {
  issue: { studyId: 's', raterId: 'r', sealKey: '00'.repeat(32) },
  scope: 'scope',
  label: 'R',
  form: { kind: 'rating', aspects: ['visual-quality'], comment: true },
  items: [item('p', true), item('a'), item('b')],
}

test('answers what a server would, and keeps every vote in order', async () => {
  const store = memoryStore()
  const source = offlineSource(data, async () => store)
  expect(await source.session()).toMatchObject({ state: 'active', progress: { total: 2, practiceLeft: 1 } })
  const [p, a] = data.items
  const first = voteOn(p!)
  const second = voteOn(a!)
  const back = undoOf(second)
  expect((await source.send([first, second])).items.map(({ id }) => id)).toEqual(['b'])
  const after = await source.send([second, back])
  expect(after.outcomes.map(({ status }) => status)).toEqual(['saved', 'saved'])
  expect(after.items.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(after.progress).toEqual({ answered: 0, total: 2, practiceLeft: 0, setAside: 0, complete: false })
  expect(await source.votes()).toEqual([first, second, back])
  // the form is opened again
  expect(await offlineSource(data, async () => store).votes()).toEqual([first, second, back])
})

test('an item that can’t be shown is set aside, also for the next opening, and the rest completes the form', async () => {
  const store = memoryStore()
  const source = offlineSource(data, async () => store)
  await source.send([voteOn(data.items[0]!), voteOn(data.items[1]!)])
  const report = { itemId: 'b', trouble: 'cannot-play' as const, detail: '4 no decoder' }
  const { items, progress } = await source.trouble(report)
  expect(items).toEqual([])
  expect(progress).toEqual({ answered: 1, total: 2, practiceLeft: 0, setAside: 1, complete: true })
  const again = offlineSource(data, async () => store)
  expect((await again.trouble({ ...report, detail: 'said twice' })).progress).toEqual(progress)
  expect(await again.troubles()).toEqual([report])
  expect((await again.votes()).length).toBe(2)
  const file = JSON.parse(sealVotes(data.issue, await again.votes(), await again.troubles()))
  expect(file).toMatchObject({ count: 2, troubles: [{ trouble: report }] })
})
