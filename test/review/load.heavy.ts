import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ItemsAnswer, VotesAnswer } from '../../bench/review/api.ts'
import { apiPaths } from '../../bench/review/paths.ts'
import { openDatabase } from '../../bench/store/database.ts'
import { readVotes } from '../../bench/store/votes.ts'
import { lightClient, peakMemoryBytes, startReviewProcess } from '../support/review-process.ts'
import { tokenOf } from '../support/review-server.ts'
import { runWithStudy } from '../support/study.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { voteOn } from '../support/vote.ts'

const folder = temporaryFolder()
const raterCount = 200
const seconds = 20

interface Load {
  readonly votesPerSecond: number
  readonly p50Milliseconds: number
  /** Of each fifth of the time: what disturbs the machine for a second spoils one of them. */
  readonly p99Milliseconds: readonly number[]
}

test('200 raters at once: 300 votes/s and more, p99 below 100 ms, below 250 MB', async () => {
  const run = await runWithStudy(join(folder, 'run'), {
    models: ['model-a', 'model-b', 'model-c', 'model-d'],
    prompts: 200,
    raters: raterCount,
    ratersPerItem: 20,
  })
  await run.close()
  const server = await startReviewProcess(run.path, ['--port', '0'])
  const clients = server.links.raters.map(({ link }) => lightClient(server.links.origin, tokenOf(link!)))
  // two hundred pages that open within one moment are not the steady rate that is asked for
  await loadOf(clients, raterCount / 320, 4)
  // the asked rate, spread over the raters as people would
  const asked = await loadOf(clients, raterCount / 320, seconds)
  // each rater votes again and again, as people do not: the most that the server takes
  const most = await loadOf(clients, 0, 8)
  const memoryBytes = peakMemoryBytes(server.child)
  for (const client of clients) client.close()
  server.child.kill('SIGINT')
  expect(await server.ended).toBe(0)
  console.log(
    `at a steady rate: ${told(asked)}\nwithout pauses: ${told(most)}\n` +
      `peak memory: ${(memoryBytes / 1e6).toFixed(0)} MB`,
  )

  const store = await openDatabase(join(run.path, 'run.db'))
  const stored = await readVotes(store, 'study')
  await store.close()
  expect(new Set(stored.map(({ vote }) => vote.key)).size).toBe(stored.length)
  expect(most.votesPerSecond).toBeGreaterThan(300)
  expect(asked.votesPerSecond).toBeGreaterThan(300)
  expect(median(asked.p99Milliseconds)).toBeLessThan(100)
  expect(memoryBytes).toBeLessThan(250e6)
}, 180_000)

const told = ({ votesPerSecond, p50Milliseconds, p99Milliseconds }: Load) =>
  `${votesPerSecond.toFixed(0)} votes/s, p50 ${p50Milliseconds.toFixed(1)} ms, p99 by fifths ${p99Milliseconds.map((ms) => ms.toFixed(1)).join(', ')} ms`

/** All clients vote, each with a pause of so many seconds between one vote's start and the next one's. */
async function loadOf(
  clients: readonly ReturnType<typeof lightClient>[],
  pauseSeconds: number,
  forSeconds: number,
): Promise<Load> {
  const times: { readonly at: number; readonly milliseconds: number }[] = []
  const start = performance.now()
  const end = start + forSeconds * 1000
  await Promise.all(
    clients.map(async ({ ask }, index) => {
      // raters are not in step
      await pause((pauseSeconds * 1000 * index) / clients.length)
      let [item] = (JSON.parse((await ask(`${apiPaths.items}?count=1`)).body) as ItemsAnswer).items
      while (performance.now() < end) {
        // a fast machine can be through with all items before the time is over
        if (item === undefined) break
        const sent = performance.now()
        const { status, body } = await ask(apiPaths.votes, {
          sentAtMilliseconds: Date.now(),
          votes: [voteOn(item)],
        })
        times.push({ at: sent - start, milliseconds: performance.now() - sent })
        if (status !== 200) throw new Error(`${status}: ${body}`)
        const answer = JSON.parse(body) as VotesAnswer
        expect(answer.outcomes[0]!.status).toBe('saved')
        item = answer.items[0]
        await pause(Math.max(0, pauseSeconds * 1000 - (performance.now() - sent)))
      }
    }),
  )
  const took = (performance.now() - start) / 1000
  const part = forSeconds * 200
  const parts = [0, 1, 2, 3, 4].map((i) => times.filter(({ at }) => at >= i * part && at < (i + 1) * part))
  return {
    votesPerSecond: times.length / took,
    p50Milliseconds: quantile(times, 0.5),
    p99Milliseconds: parts.filter((each) => each.length > 0).map((each) => quantile(each, 0.99)),
  }
}

const quantile = (times: readonly { readonly milliseconds: number }[], p: number) =>
  times.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b)[Math.floor(times.length * p)]!

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
