import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Run } from '../../bench/pipeline/run-folder.ts'
import type { JoinAnswer, SessionAnswer } from '../../bench/review/api.ts'
import { apiPaths } from '../../bench/review/paths.ts'
import { itemsOf, refusalOf, sendVotes, type TestServer, testServer } from '../support/review-server.ts'
import { runWithStudy } from '../support/study.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { voteOn } from '../support/vote.ts'

const folder = temporaryFolder()
const started: { site: TestServer; run: Run }[] = []
afterAll(async () => {
  for (const { site, run } of started) {
    await site.server.close()
    await run.close()
  }
})

async function start(changes: Parameters<typeof testServer>[1], raters = 3) {
  const run = await runWithStudy(join(folder, `run-${started.length}`), { raters, ratersPerItem: 1 })
  const site = await testServer(run, changes)
  started.push({ site, run })
  return site
}

const participant = { participantId: '5f0c2b3a4d5e6f7a8b9c0d1e', studyId: 's1', sessionId: 'x1' }
const tokenIn = async (answer: Response) => ((await answer.json()) as JoinAnswer).token
const cookieIn = (answer: Response) => answer.headers.get('set-cookie')!

describe('an open link', () => {
  test('makes a rater of each browser, and knows the browser again by its cookie', async () => {
    const site = await start({ open: true })
    const invitation = await site.review.newInvitation('open')
    const body = { invitation }
    const first = await site.ask(apiPaths.join, { body })
    expect(cookieIn(first)).toMatch(
      /^bench_rater=[\w-]{32}; Max-Age=\d+; Path=\/api; HttpOnly; SameSite=Strict$/,
    )
    const token = await tokenIn(first)
    const cookie = `bench_rater=${token}`
    const known = await site.ask(apiPaths.session, { headers: { cookie } })
    expect(((await known.json()) as SessionAnswer).label).toBe('Rater 1')
    expect(await tokenIn(await site.ask(apiPaths.join, { body, headers: { cookie } }))).toBe(token)
    expect(await tokenIn(await site.ask(apiPaths.join, { body }))).not.toBe(token)
    await site.ask(apiPaths.join, { body })
    expect(await refusalOf(await site.ask(apiPaths.join, { body }))).toBe('no-place')
  })

  test('needs its invitation, which a new one ends', async () => {
    const site = await start({ open: true })
    const old = await site.review.newInvitation('open')
    const invitation = await site.review.newInvitation('open')
    const { token: rater } = await site.review.addRater('link', 'Ann')
    for (const wrong of [old, 'guess', '', rater]) {
      const answer = await site.ask(apiPaths.join, { body: { invitation: wrong } })
      expect(await refusalOf(answer)).toBe('wrong-token')
    }
    const asProlific = await site.ask(apiPaths.join, { body: { invitation, prolific: participant } })
    expect(await refusalOf(asProlific)).toBe('closed')
    expect((await site.ask(apiPaths.session, { token: invitation })).status).toBe(401)
  })

  test('is closed when the server was started without it', async () => {
    const site = await start({})
    const invitation = await site.review.newInvitation('open')
    expect(await refusalOf(await site.ask(apiPaths.join, { body: { invitation } }))).toBe('closed')
  })

  test('behind a proxy the cookie is for TLS alone, and the public name is known', async () => {
    const publicOrigin = 'https://study.example.org'
    const site = await start({ open: true, publicOrigin })
    expect(site.server.origin).toBe(publicOrigin)
    const body = { invitation: await site.review.newInvitation('open') }
    const local = `http://127.0.0.1:${site.server.port}`
    const answer = await fetch(local + apiPaths.join, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: publicOrigin },
      body: JSON.stringify(body),
    })
    expect(cookieIn(answer)).toContain('Secure')
  })
})

describe('Prolific', () => {
  test('a participant gets one place on all devices, and the code at the end', async () => {
    const site = await start({ prolific: true })
    const body = { invitation: await site.review.newInvitation('prolific'), prolific: participant }
    // at the same moment, too
    const joined = await Promise.all([site.ask(apiPaths.join, { body }), site.ask(apiPaths.join, { body })])
    const [token, phone] = (await Promise.all(joined.map(tokenIn))) as [string, string]
    expect(phone).not.toBe(token)
    const origin = site.server.origin
    for (const voter of [token, phone]) {
      const { items } = await itemsOf(origin, voter)
      await sendVotes(origin, voter, [voteOn(items[0]!)])
    }
    expect(site.review.state.desks.size).toBe(1)
    const [desk] = [...site.review.state.desks.values()]
    expect(desk!.rater).toMatchObject({ label: participant.participantId, origin: 'prolific' })
    expect(desk!.votes.count()).toBe(2)
    for (;;) {
      const { items, completion } = await itemsOf(origin, token, 10)
      if (items.length === 0) {
        expect(completion).toEqual({ code: 'C0DE', url: null })
        break
      }
      expect(completion).toBeNull()
      await sendVotes(
        origin,
        token,
        items.map((item) => voteOn(item)),
      )
    }
  })

  test('needs the parameters', async () => {
    const site = await start({ prolific: true })
    const invitation = await site.review.newInvitation('prolific')
    expect(await refusalOf(await site.ask(apiPaths.join, { body: { invitation } }))).toBe('closed')
    for (const participantId of ['', '{{%PROLIFIC_PID%}}', 'x'.repeat(65)]) {
      const prolific = { ...participant, participantId }
      const answer = await site.ask(apiPaths.join, { body: { invitation, prolific } })
      expect(await refusalOf(answer)).toBe('malformed')
    }
  })
})

test('whoever guesses tokens is soon not answered any more; others are', async () => {
  const site = await start({})
  const { token } = await site.review.addRater('link', 'Ann')
  const statuses: number[] = []
  for (let index = 0; index < 125; index++) {
    statuses.push((await site.ask(apiPaths.session, { token: `guess-${index}` })).status)
  }
  expect(new Set(statuses)).toEqual(new Set([401, 429]))
  expect((await site.ask(apiPaths.session, { token })).status).toBe(200)
})
