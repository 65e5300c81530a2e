import { rename, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Run } from '../../bench/pipeline/run-folder.ts'
import type {
  ItemView,
  LinkAnswer,
  OverviewAnswer,
  ResultsAnswer,
  SessionAnswer,
} from '../../bench/review/api.ts'
import { apiPaths, pagePaths } from '../../bench/review/paths.ts'
import {
  itemsOf,
  refusalOf,
  sendVotes,
  type TestServer,
  testServer,
  tokenOf,
} from '../support/review-server.ts'
import { clipBytes, runWithStudy } from '../support/study.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { undoOf, voteOn } from '../support/vote.ts'

const folder = temporaryFolder()
let run: Run
let site: TestServer
let owner: string
let raters: string[]

beforeAll(async () => {
  run = await runWithStudy(join(folder, 'run'), { raters: 6, ratersPerItem: 3 })
  site = await testServer(run, {
    limitsPerMinute: { failure: 1_000_000 },
  })
  owner = tokenOf(site.server.ownerLink)
  raters = []
  for (const label of ['Ann', 'Ben', 'Cem']) raters.push((await site.review.addRater('link', label)).token)
})
afterAll(async () => {
  await site.server.close()
  await run.close()
})

const origin = () => site.server.origin
const session = async (token: string) =>
  (await (await site.ask(apiPaths.session, { token })).json()) as SessionAnswer
const overview = async () =>
  (await (await site.ask(apiPaths.ownerOverview, { token: owner })).json()) as OverviewAnswer

describe('pages', () => {
  test('come with their scripts, compressed, under a strict policy', async () => {
    for (const path of Object.values(pagePaths)) {
      const page = await site.ask(path)
      expect(page.status).toBe(200)
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(page.headers.get('content-encoding')).toBe('gzip')
      const policy = page.headers.get('content-security-policy')!
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
      const html = await page.text()
      expect(html).not.toMatch(/<script(?![^>]* src=)[^>]*>|<style| on\w+=/)
      for (const [, file] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
        const asset = await site.ask(file!)
        expect(asset.status).toBe(200)
        expect(asset.headers.get('cache-control')).toContain('immutable')
      }
    }
  })

  test('every answer forbids sniffing, framing and referrers', async () => {
    for (const path of [pagePaths.rate, apiPaths.session, '/nowhere', '/media/x/y']) {
      const { headers } = await site.ask(path)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('server')).toBeNull()
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })
})

describe('a rater', () => {
  test('is greeted, votes, takes back, votes again', async () => {
    const token = raters[0]!
    const { label, form, state, progress, completion } = await session(token)
    expect({ label, kind: form.kind, state, answered: progress.answered, completion }).toEqual({
      label: 'Ann',
      kind: 'pairwise',
      state: 'active',
      answered: 0,
      completion: null,
    })
    const { items } = await itemsOf(origin(), token)
    expect(items).toHaveLength(2)
    const vote = voteOn(items[0]!)
    const first = await sendVotes(origin(), token, [vote])
    expect(first.outcomes).toEqual([{ status: 'saved', key: vote.key }])
    expect(first.items[0]!.id).toBe(items[1]!.id)
    const back = await sendVotes(origin(), token, [undoOf(vote)])
    expect(back.items[0]!.id).toBe(items[0]!.id)
    const again = await sendVotes(origin(), token, [vote, voteOn(items[0]!)])
    expect(again.outcomes.map(({ status }) => status)).toEqual(['known', 'saved'])
  })

  test('one bad vote holds up no others, and says what is wrong with it', async () => {
    const token = raters[0]!
    const { items } = await itemsOf(origin(), token)
    const { outcomes } = await sendVotes(origin(), token, [{ kind: 'answer' }, voteOn(items[0]!)])
    expect(outcomes[0]).toMatchObject({ status: 'refused', key: null, error: { code: 'malformed' } })
    expect(outcomes[1]).toMatchObject({ status: 'saved' })
  })

  test('may have a wrong clock: the owner sees it, and votes keep the order of their arrival', async () => {
    const token = raters[1]!
    const { items } = await itemsOf(origin(), token)
    const early = voteOn(items[0]!, { castAtMilliseconds: 0 })
    const body = { sentAtMilliseconds: Date.now() + 3_600_000, votes: [early] }
    expect((await site.ask(apiPaths.votes, { token, body })).status).toBe(200)
    const seen = (await overview()).raters.find(({ label }) => label === 'Ben')!
    expect(seen.clockAheadSeconds).toBeGreaterThan(3_590)
    expect(seen.lastVoteAtMilliseconds).toBeGreaterThan(Date.now() - 60_000)
  })

  test("can't vote with someone else's items, whatever the token", async () => {
    const { items } = await itemsOf(origin(), raters[1]!)
    const { outcomes } = await sendVotes(origin(), raters[0]!, [voteOn(items[0]!)])
    expect(outcomes[0]).toMatchObject({ status: 'refused', error: { code: 'not-your-item' } })
  })

  test('two tabs show the same item; the first answer stands', async () => {
    const token = raters[1]!
    const [a, b] = [await itemsOf(origin(), token), await itemsOf(origin(), token)]
    expect(a).toEqual(b)
    const [one, two] = await Promise.all([
      sendVotes(origin(), token, [voteOn(a.items[0]!)]),
      sendVotes(origin(), token, [voteOn(b.items[0]!)]),
    ])
    expect([one, two].map(({ outcomes }) => outcomes[0]!.status).sort()).toEqual(['refused', 'saved'])
    expect(two.items[0]!.id).toBe(b.items[1]!.id)
  })

  test('reports a clip that the browser can not play and goes on', async () => {
    const token = raters[2]!
    const { items } = await itemsOf(origin(), token)
    const body = { itemId: items[0]!.id, trouble: 'cannot-play', detail: '<b>MEDIA_ERR</b>' }
    const after = (await (await site.ask(apiPaths.trouble, { token, body })).json()) as {
      items: ItemView[]
    }
    expect(after.items[0]!.id).toBe(items[1]!.id)
    expect((await overview()).troubles).toMatchObject([
      { rater: 'Cem', trouble: 'cannot-play', detail: '<b>MEDIA_ERR</b>' },
    ])
    const others = await itemsOf(origin(), raters[1]!)
    const foreign = await site.ask(apiPaths.trouble, {
      token,
      body: { ...body, itemId: others.items[0]!.id },
    })
    expect(await refusalOf(foreign)).toBe('not-your-item')
  })
})

describe('clips', () => {
  const clipOf = async (token: string) => {
    const { items } = await itemsOf(origin(), token)
    const [item] = items
    if (item?.kind !== 'pairwise') throw new Error('expected a pair')
    const planned = site.review.state.findPublic(item.id)!.item
    if (planned.kind === 'rating') throw new Error('expected a pair')
    return { url: item.first.url, clip: site.review.state.clipOf(planned.first) }
  }

  test('come whole or in parts, with headers that are the same for all', async () => {
    const { url, clip } = await clipOf(raters[1]!)
    const bytes = clipBytes(clip)
    const whole = await site.ask(url)
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes)
    const part = await site.ask(url, { headers: { range: 'bytes=10-19' } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${bytes.length}`)
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20))
    const tail = await site.ask(url, { headers: { range: 'bytes=-7' } })
    expect(Buffer.from(await tail.arrayBuffer())).toEqual(bytes.subarray(-7))
    const stale = await site.ask(url, { headers: { range: 'bytes=10-19', 'if-range': '"tag"' } })
    expect(stale.status).toBe(200)
    const beyond = await site.ask(url, { headers: { range: `bytes=${bytes.length}-` } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`])
    for (const { headers } of [whole, part, tail]) {
      expect(headers.get('content-type')).toBe('video/mp4')
      for (const name of ['etag', 'last-modified', 'content-disposition', 'content-location']) {
        expect(headers.get(name)).toBeNull()
      }
    }
    const head = await fetch(origin() + url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])
  })

  test('a name, header or address never tells the model', async () => {
    const { url, clip } = await clipOf(raters[1]!)
    const answer = await site.ask(url)
    const told = `${url} ${JSON.stringify([...answer.headers])}`
    for (const word of [clip.clipId, clip.model, clip.promptId, run.path]) {
      expect(told).not.toContain(word)
    }
  })

  test('one that was deleted or replaced by a link is gone, and the owner is told', async () => {
    const { url, clip } = await clipOf(raters[1]!)
    const path = join(run.path, clip.path)
    await rename(path, `${path}.away`)
    expect(await refusalOf(await site.ask(url))).toBe('clip-missing')
    const outside = join(folder, 'outside.mp4')
    await writeFile(outside, clipBytes(clip))
    await symlink(outside, path)
    expect(await refusalOf(await site.ask(url))).toBe('clip-missing')
    expect((await overview()).missingClips).toEqual([clip.path])
    await rename(`${path}.away`, path)
    expect((await site.ask(url)).status).toBe(200)
  })
})

describe('the owner', () => {
  test('sees progress but no result before revealing them', async () => {
    const seen = await overview()
    expect(seen).toMatchObject({
      places: 6,
      placesFree: 3,
      revealed: false,
      models: ['model-a', 'model-b', 'model-c'],
    })
    expect(seen.pairs.map(({ planned }) => planned)).toEqual([18, 18, 18])
    expect(seen.raters.map(({ label }) => label)).toEqual(['Ann', 'Ben', 'Cem'])
    for (const path of [apiPaths.ownerResults, `${apiPaths.ownerExport}?format=csv`]) {
      expect(await refusalOf(await site.ask(path, { token: owner }))).toBe('not-revealed')
    }
  })

  test('adds a rater whose link works, and makes a new one that ends it', async () => {
    const added = (await (
      await site.ask(apiPaths.ownerRaters, { token: owner, body: { label: 'Dan' } })
    ).json()) as LinkAnswer
    const token = tokenOf(added.link)
    expect((await session(token)).label).toBe('Dan')
    const renewed = (await (
      await site.ask(apiPaths.ownerLink, { token: owner, body: { raterId: added.raterId } })
    ).json()) as LinkAnswer
    expect(await refusalOf(await site.ask(apiPaths.session, { token }))).toBe('wrong-token')
    expect((await session(tokenOf(renewed.link))).label).toBe('Dan')
  })

  test('pauses, excludes and revokes with a reason', async () => {
    const { raters: seen } = await overview()
    const { id } = seen.find(({ label }) => label === 'Dan')!
    const token = tokenOf(
      (
        (await (
          await site.ask(apiPaths.ownerLink, { token: owner, body: { raterId: id } })
        ).json()) as LinkAnswer
      ).link,
    )
    const set = (state: unknown) =>
      site.ask(apiPaths.ownerState, { token: owner, body: { raterId: id, state } })
    expect(await refusalOf(await set({ kind: 'paused' }))).toBe('malformed')
    expect((await set({ kind: 'paused', reason: 'asked to' })).status).toBe(200)
    expect((await session(token)).state).toBe('paused')
    expect((await set({ kind: 'excluded', reason: 'gold 0 of 9' })).status).toBe(200)
    expect((await session(token)).state).toBe('ended')
    const { raters: after } = (await (
      await set({ kind: 'revoked', reason: 'link leaked' })
    ).json()) as OverviewAnswer
    expect(after.find((rater) => rater.id === id)).toMatchObject({ state: 'revoked', reason: 'link leaked' })
    expect(await refusalOf(await site.ask(apiPaths.session, { token }))).toBe('revoked')
  })

  test('reveals once, for good', async () => {
    const first = (await (
      await site.ask(apiPaths.ownerReveal, { token: owner, body: {} })
    ).json()) as ResultsAnswer
    const again = (await (
      await site.ask(apiPaths.ownerReveal, { token: owner, body: {} })
    ).json()) as ResultsAnswer
    expect(again.revealedAtMilliseconds).toBe(first.revealedAtMilliseconds)
    const file = await site.ask(`${apiPaths.ownerExport}?format=csv`, { token: owner })
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="votes.csv"')
    expect((await file.text()).split('\r\n')[0]).toContain('sequence')
  })
})

describe('hostile input', () => {
  const paths = [
    ...Object.values(pagePaths),
    ...Object.values(apiPaths),
    '/media/x/first',
    '/assets/x.js',
    '/',
  ]

  test('no token, a wrong token and the token of the other kind open nothing', async () => {
    const rater = raters[0]!
    for (const path of Object.values(apiPaths)) {
      if (path === apiPaths.join) continue
      const isOwner = path.startsWith('/api/owner')
      const body = /overview|results|export|session|items/.test(path) ? {} : { body: {} }
      for (const token of ['', 'A'.repeat(32), `${rater}x`, rater.slice(1), isOwner ? rater : owner]) {
        const answer = await site.ask(path, { ...body, ...(token === '' ? {} : { token }) })
        expect([path, answer.status]).toEqual([path, 401])
      }
    }
  })

  test('another Host is not answered: a name that someone made to point here', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${site.server.port}`,
      '127.0.0.1',
      `127.0.0.1.evil.example`,
    ]) {
      for (const path of paths) {
        const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
        expect([path, statusOf(answer)]).toEqual([path, 421])
      }
    }
  })

  test('requests that other sites start are refused', async () => {
    const token = raters[0]!
    const body = { sentAtMilliseconds: 0, votes: [{}] }
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `${origin()}.evil.example` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await site.ask(apiPaths.votes, { token, body, headers })
      expect(await refusalOf(answer)).toBe('wrong-origin')
    }
    const bare = await fetch(origin() + apiPaths.votes, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(await refusalOf(bare)).toBe('wrong-origin')
    const read = await site.ask(apiPaths.items, { token, headers: { 'sec-fetch-site': 'cross-site' } })
    expect(await refusalOf(read)).toBe('wrong-origin')
    // a link in a mail leads to the page
    expect((await site.ask(pagePaths.rate, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200)
  })

  test('paths that climb out, break encoding or hide a byte find nothing', async () => {
    const { port } = site.server
    const climbs = [
      '/../../etc/passwd',
      '/media/../../run.db',
      '/media/..%2f..%2frun.db/first',
      '/media/%2e%2e/%2e%2e/run.db',
      '/media//etc/passwd',
      `/media/${'A'.repeat(22)}/first`,
      `/media/${'A'.repeat(22)}/../../run.db`,
      `/media/${'A'.repeat(5000)}/first`,
      '/media/x%00/first',
      '/media/%/first',
      '/media/%ff%fe/first',
      '/assets/../../../package.json',
      '/assets/..%2f..%2fpackage.json',
      '/run.db',
      '/.env',
      '//evil.example/rate',
      '/rate/',
      '/RATE',
      '/api/votes/',
      '/api/owner/..%2fsession',
      'http://evil.example/rate',
      '*',
    ]
    for (const path of climbs) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
      expect([path, [400, 404, 414, 421].includes(statusOf(answer))]).toEqual([path, true])
      expect(answer).not.toMatch(/SQLite|root:|node_modules|\/tmp|at .*\.ts/)
    }
  })

  test('other methods are refused by every route', async () => {
    for (const path of paths) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'BREW']) {
        const answer = await raw(
          `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${site.server.port}\r\nOrigin: ${origin()}\r\nConnection: close\r\n\r\n`,
        )
        const isRefused = answer === '' || [400, 403, 404, 405].includes(statusOf(answer))
        expect([method, path, isRefused]).toEqual([method, path, true])
      }
    }
  })

  test('bodies that are no JSON, of another form, deep or huge save nothing', async () => {
    const token = raters[0]!
    const before = (await overview()).raters.map(({ progress }) => progress)
    const send = (body: string, type = 'application/json') =>
      fetch(origin() + apiPaths.votes, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': type, origin: origin() },
        body,
      })
    const votes = (list: unknown) => JSON.stringify({ sentAtMilliseconds: 0, votes: list })
    expect(await refusalOf(await send('{'))).toBe('malformed')
    expect(await refusalOf(await send(''))).toBe('malformed')
    expect(await refusalOf(await send('null'))).toBe('malformed')
    expect(await refusalOf(await send('{"__proto__": {"admin": true}}'))).toBe('malformed')
    expect(await refusalOf(await send('['.repeat(100_000)))).toBe('malformed')
    expect(await refusalOf(await send(votes([])))).toBe('malformed')
    expect(await refusalOf(await send(votes(Array(21).fill({}))))).toBe('malformed')
    expect(await refusalOf(await send(votes('x')))).toBe('malformed')
    expect(await refusalOf(await send(JSON.stringify({ votes: [{}] })))).toBe('malformed')
    expect(await refusalOf(await send(votes([{}]), 'text/plain'))).toBe('wrong-type')
    expect(await refusalOf(await send('a=b', 'application/x-www-form-urlencoded'))).toBe('wrong-type')
    expect(await refusalOf(await send(`"${'x'.repeat(300_000)}"`))).toBe('too-large')
    const outcomes = await sendVotes(origin(), token, [1, null, [], 'vote', { kind: 'undo', key: {} }])
    expect(outcomes.outcomes.map(({ status }) => status)).toEqual(Array(5).fill('refused'))
    for (const query of ['count=0', 'count=11', 'count=x', 'count=1&count=2', 'count[]=1', 'other=1']) {
      const answer = await site.ask(`${apiPaths.items}?${query}`, { token })
      expect([query, await refusalOf(answer)]).toEqual([query, 'malformed'])
    }
    expect((await overview()).raters.map(({ progress }) => progress)).toEqual(before)
  })

  test('broken HTTP ends its own connection only', async () => {
    const { port } = site.server
    for (const text of [
      'nonsense\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`,
      `GET / HTTP/1.1\r\n\r\n`,
      `POST ${apiPaths.votes} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello`,
    ]) {
      expect([400, 421, 431]).toContain(statusOf(await raw(text)))
    }
    expect((await site.ask(pagePaths.rate)).status).toBe(200)
  })

  test('a full disk is said, and over when there is space', async () => {
    const token = raters[1]!
    const [pages] = await run.store.all('PRAGMA page_count')
    await run.store.script(`PRAGMA max_page_count = ${Number(pages!.page_count)}`)
    const { items } = await itemsOf(origin(), token, 10)
    const votes = items.map((item) => voteOn(item, { comment: 'x'.repeat(2000) }))
    const body = { sentAtMilliseconds: Date.now(), votes }
    const full = await site.ask(apiPaths.votes, { token, body })
    expect([full.status, await refusalOf(full)]).toEqual([507, 'disk-full'])
    expect(site.problems.splice(0)).toMatchObject([{ problem: { code: 'DISK_FULL' } }])
    // the store opened its connection anew, which forgets the limit, as if space had been made
    const { outcomes } = await sendVotes(origin(), token, votes)
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['saved']))
  })

  test('nothing of it was a fault of the server', () => {
    expect(site.problems).toEqual([])
  })
})

/** What comes back for these bytes, until the server closes; empty when it answers nothing within a second. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(site.server.port, '127.0.0.1', () => socket.write(text))
    const end = () => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1_000, end)
    socket.on('data', (data) => {
      answer += data.toString('latin1')
    })
    socket.on('close', end)
    socket.on('error', end)
  })
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
