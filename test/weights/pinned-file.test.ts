import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { BenchError } from '../../bench/errors.ts'
import { sha256 } from '../../bench/records/identity.ts'
import { fetchPinnedFile, type PinnedFile } from '../../bench/weights/pinned-file.ts'
import { localServer } from './server.ts'

const content = 'a cat\na dog\n'
const requests: string[] = []
let server: Awaited<ReturnType<typeof localServer>>
let folder: string

beforeAll(async () => {
  server = await localServer((request, response) => {
    requests.push(request.url ?? '')
    if (request.url === '/right') response.end(content)
    else if (request.url === '/moved') response.writeHead(302, { location: '/right' }).end()
    else if (request.url === '/other') response.end('something else')
    else if (request.url === '/cut') {
      response.writeHead(200, { 'content-length': '100' })
      response.write('a cat')
      setTimeout(() => response.destroy(), 20)
    } else if (request.url === '/stalls') response.write('a cat')
    else if (request.url === '/endless') {
      const more = () => {
        if (!response.destroyed) response.write('x'.repeat(1000), () => setImmediate(more))
      }
      more()
    } else response.writeHead(503, 'Service Unavailable').end()
  })
})
afterAll(() => server.close())

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-pinned-'))
})
afterEach(async () => {
  requests.length = 0
  for (const entry of await readdir(folder)) await rm(join(folder, entry), { recursive: true })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const pinned = (...paths: string[]): PinnedFile => ({
  name: 'prompts.json',
  urls: paths.map((path) => `${server.url}/${path}`),
  sha256: sha256(content),
  maxBytes: 50_000,
})
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: BenchError) => error.problem,
  )

describe('a pinned file', () => {
  test('is fetched once and then comes from the cache, without any network', async () => {
    const first = await fetchPinnedFile(pinned('right'), folder)
    expect(await readFile(first.path, 'utf8')).toBe(content)
    expect(first).toMatchObject({ bytes: 12, sha256: sha256(content) })
    expect(await fetchPinnedFile({ ...pinned(), urls: ['http://127.0.0.1:9/gone'] }, folder)).toEqual(first)
    expect(requests).toEqual(['/right'])
  })

  test('may be behind a redirect', async () => {
    await expect(fetchPinnedFile(pinned('moved'), folder)).resolves.toMatchObject({ bytes: 12 })
  })

  test('comes from the next URL when one fails or serves other bytes', async () => {
    await expect(fetchPinnedFile(pinned('down', 'other', 'right'), folder)).resolves.toBeDefined()
    expect(requests).toEqual(['/down', '/other', '/right'])
  })

  test('that was damaged on disk is fetched again', async () => {
    const { path } = await fetchPinnedFile(pinned('right'), folder)
    await writeFile(path, 'damaged')
    await fetchPinnedFile(pinned('right'), folder)
    expect(await readFile(path, 'utf8')).toBe(content)
  })

  test('with other bytes is refused with both hashes', async () => {
    const problem = await failure(fetchPinnedFile(pinned('down', 'other'), folder))
    expect(problem.code).toBe('DOWNLOAD_DIFFERS')
    expect(problem.message).toContain(sha256('something else'))
    expect(problem.message).toContain(sha256(content))
  })

  test.each([
    ['down', 'HTTP 503 Service Unavailable'],
    ['cut', ''],
    ['stalls', 'no data for 0.5 s'],
    ['endless', 'more than the 50000 bytes'],
  ])('whose server is /%s says so and leaves nothing behind', async (path, reason) => {
    const problem = await failure(fetchPinnedFile(pinned(path), folder, { idleSeconds: 0.5 }))
    expect(problem.code).toBe('DOWNLOAD_FAILED')
    expect(problem.message).toContain(`/${path}: `)
    expect(problem.message).toContain(reason)
    const files = await readdir(folder, { recursive: true, withFileTypes: true })
    expect(files.filter((entry) => entry.isFile())).toEqual([])
  })

  test('of a server that is not there names the reason', async () => {
    const file = { ...pinned(), urls: ['http://127.0.0.1:9/gone'] }
    expect((await failure(fetchPinnedFile(file, folder))).message).toMatch(/ECONNREFUSED|bad port/)
  })

  test('takes away what a killed process left beside it', async () => {
    const place = join(folder, sha256(content).slice(0, 16))
    // no process has the largest id that Linux allows
    const abandoned = join(place, 'prompts.json.4194304-1.tmp')
    const alive = join(place, `prompts.json.${process.ppid}-1.tmp`)
    await mkdir(abandoned, { recursive: true })
    await mkdir(alive)
    await fetchPinnedFile(pinned('right'), folder)
    expect((await readdir(place)).sort()).toEqual(['prompts.json', basename(alive)])
  })

  test('stops when it is told to', async () => {
    const abort = new AbortController()
    const fetching = fetchPinnedFile(pinned('stalls'), folder, { signal: abort.signal })
    setTimeout(() => abort.abort(new Error('told to')), 50)
    await expect(fetching).rejects.toThrow('told to')
  })
})
