import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Run } from '../../bench/pipeline/run-folder.ts'
import type { ClipView, ItemsAnswer, VotesAnswer } from '../../bench/review/api.ts'
import { apiPaths, pagePaths } from '../../bench/review/paths.ts'
import { type TestServer, testServer } from '../support/review-server.ts'
import { runWithStudy } from '../support/study.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { undoOf, voteOn } from '../support/vote.ts'

const models = ['Zephyr-XL', 'quokka video 2.0', 'Ürümqi']
const folder = temporaryFolder()
let run: Run
let site: TestServer
const received: Buffer[] = []

beforeAll(async () => {
  run = await runWithStudy(join(folder, 'secret-run-name'), { models, raters: 2, ratersPerItem: 1 })
  site = await testServer(run)
})
afterAll(async () => {
  await site.server.close()
  await run.close()
})

test('no byte that a rater receives in a whole study names a model, a run, a file or a planned mark', async () => {
  const { token } = await site.review.addRater('link', 'Ann')
  const page = await get(pagePaths.rate, token)
  for (const [, file] of page.matchAll(/(?:src|href)="(\/[^"]+)"/g)) await get(file!, token)
  await get(apiPaths.session, token)
  let { items } = JSON.parse(await get(`${apiPaths.items}?count=2`, token)) as ItemsAnswer
  let isFirst = true
  while (items.length > 0) {
    const [item] = items
    for (const clip of clipsOf(item!)) await get(clip.url, token)
    const vote = voteOn(item!, { comment: 'none' })
    const votes = isFirst ? [vote, undoOf(vote), voteOn(item!)] : [vote]
    isFirst = false
    const answer = await ask('POST', apiPaths.votes, token, { sentAtMilliseconds: Date.now(), votes })
    items = (JSON.parse(answer) as VotesAnswer).items
  }
  await get(apiPaths.session, token)
  await get(`/media/${'A'.repeat(22)}/first`, token)
  const { state } = site.review
  const [desk] = [...state.desks.values()]
  expect(desk!.votes.allStanding()).toHaveLength(state.slots[0]!.length)

  const sent = Buffer.concat(received)
  expect(sent.length).toBeGreaterThan(50_000)
  const words = [
    ...models.flatMap((model) => [model, encodeURIComponent(model), JSON.stringify(model).slice(1, -1)]),
    ...[
      'secret-run-name',
      'study-run',
      run.path,
      desk!.rater.id,
      '.mp4"',
      '/videos/',
      '"mark"',
      '"kind":"gold"',
      '"kind":"repeat"',
    ],
    ...desk!.items.map(({ id }) => id),
    ...state.clips.map(({ clipId }) => clipId),
    ...state.study.promptIds.map((id) => `"${id}"`),
  ]
  expect(words.filter((word) => sent.includes(word))).toEqual([])
})

const clipsOf = (item: ItemsAnswer['items'][number]): ClipView[] =>
  item.kind === 'rating' ? [item.clip] : [item.first, item.second]

const get = (path: string, token: string) => ask('GET', path, token)

/** One request on a connection of its own; keeps every byte of the answer. */
async function ask(method: string, path: string, token: string, body?: unknown): Promise<string> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const answer = await new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(site.server.port, '127.0.0.1', () => {
      socket.write(
        [
          `${method} ${path} HTTP/1.0`,
          `Host: 127.0.0.1:${site.server.port}`,
          `Origin: ${site.server.origin}`,
          `Authorization: Bearer ${token}`,
          ...(text === ''
            ? []
            : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`]),
          '',
          text,
        ].join('\r\n'),
      )
    })
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks)))
  })
  received.push(answer)
  return answer.subarray(answer.indexOf('\r\n\r\n') + 4).toString('utf8')
}
