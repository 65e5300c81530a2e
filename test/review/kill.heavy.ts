import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ItemsAnswer, VoteSubmission, VotesAnswer } from '../../bench/review/api.ts'
import { apiPaths, votesPerRequest } from '../../bench/review/paths.ts'
import { standingVotes } from '../../bench/review/standing-votes.ts'
import { openDatabase } from '../../bench/store/database.ts'
import { readVotes } from '../../bench/store/votes.ts'
import { seededRandom } from '../../bench/tensor/random.ts'
import { lightClient, startReviewProcess } from '../support/review-process.ts'
import { tokenOf } from '../support/review-server.ts'
import { runWithStudy } from '../support/study.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { undoOf, voteOn } from '../support/vote.ts'

const folder = temporaryFolder()
const kills = 50
const raterCount = 20
const random = seededRandom('kill review', 1)

test('killed 50 times under load: every acknowledged vote is there once, outboxes deliver the rest', async () => {
  const run = await runWithStudy(join(folder, 'run'), { prompts: 120, raters: raterCount, ratersPerItem: 12 })
  await run.close()
  // one port for all starts: pages go on where they were
  const first = await startReviewProcess(run.path, ['--port', '0'])
  const { origin } = first.links
  const port = new URL(origin).port
  const raters = first.links.raters.map(({ link }) => simulatedRater(origin, tokenOf(link!)))
  const working = Promise.all(raters.map((rater) => rater.work()))
  let server = first
  for (let killed = 0; killed < kills; killed++) {
    await pause(100 + random.next() * 700)
    server.child.kill('SIGKILL')
    expect(await server.ended).toBeNull()
    server = await startReviewProcess(run.path, ['--port', port])
  }
  for (const rater of raters) rater.stop()
  await working
  server.child.kill('SIGINT')
  expect(await server.ended).toBe(0)

  const store = await openDatabase(join(run.path, 'run.db'))
  const stored = await readVotes(store, 'study')
  expect((await store.all('PRAGMA integrity_check'))[0]).toMatchObject({ integrity_check: 'ok' })
  await store.close()
  const keys = stored.map(({ vote }) => vote.key)
  const cast = raters.flatMap(({ cast }) => cast)
  const acknowledged = raters.flatMap(({ saved }) => [...saved])
  console.log(
    `${kills} kills, ${cast.length} votes cast, ${raters.reduce((sum, { failures }) => sum + failures(), 0)} ` +
      `requests lost, ${raters.reduce((sum, { known }) => sum + known(), 0)} delivered twice`,
  )
  expect(new Set(keys).size).toBe(keys.length)
  expect(acknowledged.filter((key) => !keys.includes(key))).toEqual([])
  expect([...keys].sort()).toEqual([...cast].sort())
  const standing = standingVotes(stored).map(({ raterId, itemId }) => `${raterId} ${itemId}`)
  expect(new Set(standing).size).toBe(standing.length)
  expect(cast.length).toBeGreaterThan(1_000)
}, 240_000)

/** Votes, sometimes takes back, keeps what is not acknowledged and sends it again, oldest first. */
function simulatedRater(origin: string, token: string) {
  const { ask, close } = lightClient(origin, token)
  const cast: string[] = []
  const saved = new Set<string>()
  const outbox: VoteSubmission[] = []
  let stopped = false
  let failures = 0
  let known = 0
  const put = (vote: VoteSubmission) => {
    cast.push(vote.key)
    outbox.push(vote)
  }
  const deliver = async (): Promise<ItemsAnswer | null> => {
    const votes = outbox.slice(0, votesPerRequest)
    const { status, body } = await ask(apiPaths.votes, { sentAtMilliseconds: Date.now(), votes })
    if (status !== 200) throw new Error(`${status}: ${body}`)
    const answer = JSON.parse(body) as VotesAnswer
    for (const [index, outcome] of answer.outcomes.entries()) {
      if (outcome.status === 'refused') throw new Error(`refused for good: ${JSON.stringify(outcome)}`)
      if (outcome.status === 'known') known++
      saved.add(votes[index]!.key)
    }
    outbox.splice(0, votes.length)
    return answer
  }
  const step = async () => {
    if (outbox.length > 0) await deliver()
    const { status, body } = await ask(`${apiPaths.items}?count=1`)
    if (status !== 200) throw new Error(`${status}: ${body}`)
    const [item] = (JSON.parse(body) as ItemsAnswer).items
    if (item === undefined) return
    const vote = voteOn(item)
    put(vote)
    if (random.next() < 0.1) put(undoOf(vote))
  }
  const work = async () => {
    while (!stopped || outbox.length > 0) {
      try {
        await step()
        await pause(30 + random.next() * 100)
      } catch (thrown) {
        if (thrown instanceof Error && thrown.message.startsWith('refused')) throw thrown
        failures++
        await pause(50)
      }
    }
    close()
  }
  return {
    cast,
    saved,
    failures: () => failures,
    known: () => known,
    work,
    stop: () => {
      stopped = true
    },
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
