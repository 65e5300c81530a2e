import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { fetchPinnedFile } from '../../bench/weights/pinned-file.ts'

const body = Buffer.from('["a prompt"]\n')
const sha256 = createHash('sha256').update(body).digest('hex')
const servers: Server[] = []
const scratch = () => mkdtempSync(join(tmpdir(), 'bench-pinned-'))

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/list.json`
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

test('a file is fetched once and then read from the folder', async () => {
  let requests = 0
  const url = await serve((_, response) => {
    requests += 1
    response.end(body)
  })
  const folder = scratch()
  const file = { name: 'list.json', urls: [url], sha256 }
  const first = await fetchPinnedFile(file, folder)
  expect(readFileSync(first.path)).toEqual(body)
  expect(await fetchPinnedFile(file, folder)).toEqual(first)
  expect(requests).toBe(1)
})

test('a damaged copy is fetched again', async () => {
  const url = await serve((_, response) => response.end(body))
  const folder = scratch()
  const file = { name: 'list.json', urls: [url], sha256 }
  const { path } = await fetchPinnedFile(file, folder)
  writeFileSync(path, 'spoiled')
  await fetchPinnedFile(file, folder)
  expect(readFileSync(path)).toEqual(body)
})

test('the next address is tried when one fails', async () => {
  const broken = await serve((_, response) => response.writeHead(503).end())
  const good = await serve((_, response) => response.end(body))
  const { path } = await fetchPinnedFile({ name: 'list.json', urls: [broken, good], sha256 }, scratch())
  expect(readFileSync(path)).toEqual(body)
})

test('wrong bytes are refused with both hashes, and nothing is kept', async () => {
  const url = await serve((_, response) => response.end('other'))
  const folder = scratch()
  await expect(fetchPinnedFile({ name: 'list.json', urls: [url], sha256 }, folder)).rejects.toMatchObject({
    problem: { code: 'FETCHED_WRONG_BYTES', message: expect.stringContaining(sha256) },
  })
  expect(readdirSync(folder)).toEqual([])
})

test('a body that is too large or too slow, a cut connection and a dead address are each named', async () => {
  const large = await serve((_, response) => response.end(Buffer.alloc(4096)))
  const slow = await serve(() => undefined)
  const cut = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half')
    setTimeout(() => response.destroy(), 20)
  })
  const file = { name: 'list.json', urls: [large, slow, cut, 'http://127.0.0.1:1/'], sha256 }
  const failure = await fetchPinnedFile(file, scratch(), { maxBytes: 1024, timeoutSeconds: 0.3 }).catch(
    (e) => e,
  )
  expect(failure.problem.code).toBe('PINNED_FETCH_FAILED')
  expect(failure.problem.message).toContain(`${large}: more than 1024 bytes`)
  for (const url of file.urls.slice(1)) expect(failure.problem.message).toContain(url)
  expect(failure.problem.remedy).toContain(sha256)
})
