import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BenchError } from '../../bench/errors.ts'
import { sha256 } from '../../bench/records/identity.ts'
import type { HubOptions, HubProgress } from '../../bench/weights/hub/hub.ts'
import { findHubEntry, hubFilesOf, verifyHubSet } from '../../bench/weights/hub/locate.ts'
import { readPins } from '../../bench/weights/hub/pins.ts'
import { pullHubSet } from '../../bench/weights/hub/pull.ts'
import { type HubSet, hubRows } from '../../bench/weights/hub/sets.ts'
import { createWeightLocator } from '../../bench/weights/locate.ts'
import { gitName, hubServer, serveRange } from './hub-server.ts'

const commit = 'a'.repeat(40)
const repository = 'tiny-lab/Tiny-Video'
const model = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) & 255))
const encoder = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7) & 255))
const vocabulary = Buffer.from('{"a":0,"cat":1}\n')

const tiny: HubSet = {
  id: 'tiny',
  title: 'Tiny',
  license: 'MIT',
  downloadBytes: null,
  isGated: false,
  sources: [
    {
      repository,
      revision: 'main',
      entries: [
        { name: 'tiny.safetensors', path: 'tiny.safetensors' },
        { name: 'encoder', path: 'text/encoder/', holds: [['vocab.json', 'tokenizer.json']] },
      ],
    },
  ],
}

let server: Awaited<ReturnType<typeof hubServer>>
let root: string
let options: HubOptions
let told: HubProgress[]

beforeAll(async () => {
  server = await hubServer()
})
afterAll(() => server.close())

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bench-hub-'))
  server.seen.length = 0
  server.state.token = null
  server.state.intercept = () => false
  server.repositories.clear()
  server.repositories.set(repository, {
    commits: [commit],
    files: new Map([
      ['.gitattributes', { data: Buffer.from('*.bin lfs\n'), isLfs: false }],
      ['tiny.safetensors', { data: model, isLfs: true }],
      ['text/encoder/pytorch_model.bin', { data: encoder, isLfs: true }],
      ['text/encoder/vocab.json', { data: vocabulary, isLfs: false }],
      ['text/other/unwanted.bin', { data: Buffer.alloc(999), isLfs: true }],
    ]),
  })
  told = []
  options = {
    folder: join(root, 'weights'),
    environment: { HF_HOME: join(root, 'hf'), HF_ENDPOINT: `${server.url}/` },
    retry: { attempts: 3, firstDelaySeconds: 0.01 },
    idleSeconds: 5,
    onProgress: (progress) => told.push(progress),
  }
  return () => rm(root, { recursive: true, force: true })
})

const pull = (more: Partial<HubOptions> = {}) => pullHubSet(tiny, { ...options, ...more })
const inEnvironment = (more: NodeJS.ProcessEnv) => ({ environment: { ...options.environment, ...more } })
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: BenchError) => error.problem ?? Promise.reject(error),
  )
const repositoryFolder = () => join(root, 'weights/hub/models--tiny-lab--Tiny-Video')
const blob = (data: Buffer) => join(repositoryFolder(), 'blobs', sha256(data))
const lockFile = () => join(root, 'weights/models.lock.json')
/** Puts a file into the user's own cache, as other programs do. */
async function cache(path: string, data: Buffer, { at = commit, isNamed = true, etag = sha256(data) } = {}) {
  const folder = join(root, 'hf/hub/models--tiny-lab--Tiny-Video')
  const named = join(folder, 'snapshots', at, path)
  await mkdir(join(folder, 'blobs'), { recursive: true })
  await mkdir(join(folder, 'refs'), { recursive: true })
  await writeFile(join(folder, 'refs/main'), at)
  await writeFile(join(folder, 'blobs', etag), data)
  if (!isNamed) return
  await mkdir(dirname(named), { recursive: true })
  await symlink(join(folder, 'blobs', etag), named)
}
async function cacheAll() {
  await cache('tiny.safetensors', model)
  await cache('text/encoder/pytorch_model.bin', encoder)
  await cache('text/encoder/vocab.json', vocabulary, { etag: gitName(vocabulary) })
}

describe('a pull', () => {
  test('fetches files and folders into the layout of the hub, and pins them', async () => {
    const files = await pull()
    expect(files.map(({ name, bytes }) => [name, bytes])).toEqual([
      [`${repository}/tiny.safetensors`, 300_000],
      [`${repository}/text/encoder/pytorch_model.bin`, 50_000],
      [`${repository}/text/encoder/vocab.json`, vocabulary.length],
    ])
    for (const { path, sha256: hash } of files) expect(sha256(await readFile(path))).toBe(hash)
    expect(files[0]!.path).toBe(join(repositoryFolder(), 'snapshots', commit, 'tiny.safetensors'))
    expect(await readlink(files[0]!.path)).toBe(`../../blobs/${sha256(model)}`)
    expect(await readlink(files[2]!.path)).toBe(`../../../../blobs/${gitName(vocabulary)}`)
    expect(await readFile(join(repositoryFolder(), 'refs/main'), 'utf8')).toBe(commit)
    expect((await readdir(join(repositoryFolder(), 'blobs'))).length).toBe(3)
    const pin = (await readPins(lockFile())).repositories[repository]
    expect(pin).toMatchObject({ revision: 'main', commit, entries: ['tiny.safetensors', 'text/encoder/'] })
    expect(pin?.files['text/encoder/vocab.json']).toEqual({
      bytes: vocabulary.length,
      etag: gitName(vocabulary),
      sha256: sha256(vocabulary),
    })
    expect(told.filter(({ stage }) => stage === 'done').length).toBe(3)
  })

  test('that is repeated asks nobody for anything and hashes nothing', async () => {
    await pull()
    server.seen.length = 0
    told = []
    await pull()
    expect(server.seen).toEqual([])
    expect(new Set(told.map(({ stage }) => stage))).toEqual(new Set(['present']))
  })

  test('stays at its commit when the branch moves on', async () => {
    await pull()
    server.repositories.get(repository)!.commits.push('b'.repeat(40))
    await rm(blob(model))
    server.seen.length = 0
    await pull()
    expect(server.downloads()[0]?.url).toBe(`/${repository}/resolve/${commit}/tiny.safetensors`)
  })

  test('hashes again what was touched, and replaces what is damaged', async () => {
    await pull()
    const later = new Date(Date.now() + 5000)
    await utimes(blob(model), later, later)
    told = []
    await pull()
    expect(told.some(({ stage, name }) => stage === 'check' && name.endsWith('tiny.safetensors'))).toBe(true)
    const damaged = Buffer.from(model)
    damaged[1000]! ^= 1
    await writeFile(blob(model), damaged)
    expect(sha256(await readFile((await pull())[0]!.path))).toBe(sha256(model))
  })

  test('of the same set by several callers at once downloads each file once', async () => {
    const all = await Promise.all([pull(), pull(), pull()])
    expect(all[1]).toEqual(all[0])
    expect(all[2]).toEqual(all[0])
    expect(server.seen.filter(({ url }) => url.startsWith('/cdn/')).length).toBe(2)
    expect((await readdir(join(repositoryFolder(), 'blobs'))).length).toBe(3)
  })

  test('takes over the lock of a process that is gone', async () => {
    await mkdir(dirname(blob(model)), { recursive: true })
    await writeFile(`${blob(model)}.bench.lock`, JSON.stringify({ pid: 2 ** 22 + 1, host: 'gone', id: 'x' }))
    const old = new Date(Date.now() - 60_000)
    await utimes(`${blob(model)}.bench.lock`, old, old)
    await pull()
    expect(told.some(({ stage }) => stage === 'wait')).toBe(true)
  })
})

describe('what the caches hold', () => {
  test('is used where it lies after it was hashed', async () => {
    await cacheAll()
    const files = await pull()
    expect(server.downloads()).toEqual([])
    expect(await realpath(files[0]!.path)).toBe(
      await realpath(join(root, 'hf/hub/models--tiny-lab--Tiny-Video/blobs', sha256(model))),
    )
    expect((await readPins(lockFile())).repositories[repository]?.files['tiny.safetensors']?.sha256).toBe(
      sha256(model),
    )
  })

  test('is used by its content when another commit left it', async () => {
    await cache('tiny.safetensors', model, { at: 'b'.repeat(40) })
    const files = await pull()
    expect(server.downloads().some(({ url }) => url.includes('tiny.safetensors'))).toBe(false)
    expect(sha256(await readFile(files[0]!.path))).toBe(sha256(model))
    const theirs = join(root, 'hf/hub/models--tiny-lab--Tiny-Video/refs/main')
    expect(await readFile(theirs, 'utf8')).toBe('b'.repeat(40))
  })

  test('is not believed when its bytes are others', async () => {
    await cache('tiny.safetensors', Buffer.from(model).fill(0, 5, 6), { etag: sha256(model) })
    expect(sha256(await readFile((await pull())[0]!.path))).toBe(sha256(model))
  })

  test('goes into the cache of the user when no folder is given', async () => {
    const home = { ...inEnvironment({ BENCH_CACHE: join(root, 'bench') }), folder: null }
    const before = process.env.BENCH_CACHE
    process.env.BENCH_CACHE = join(root, 'bench')
    try {
      const [file] = await pull(home)
      expect(file!.path.startsWith(join(root, 'hf/hub/models--tiny-lab--Tiny-Video/snapshots'))).toBe(true)
      expect(
        Object.keys((await readPins(join(root, 'bench/weights/models.lock.json'))).repositories),
      ).toEqual([repository])
    } finally {
      if (before === undefined) delete process.env.BENCH_CACHE
      else process.env.BENCH_CACHE = before
    }
  })
})

describe('offline', () => {
  const offline = () => inEnvironment({ HF_HUB_OFFLINE: '1' })

  test('the cache of the user is enough, and is pinned', async () => {
    await cacheAll()
    const files = await pull(offline())
    expect(server.seen).toEqual([])
    expect(files.length).toBe(3)
    expect(await verifyHubSet(tiny, { ...options, ...offline() })).toMatchObject([
      { state: 'right' },
      { state: 'right' },
      { state: 'right' },
    ])
  })

  test('what is not there is said to be, without any request', async () => {
    const problem = await failure(pull(offline()))
    expect(problem.code).toBe('HUB_OFFLINE')
    expect(problem.remedy).toContain('bench models pull tiny')
    await pull()
    await rm(blob(encoder))
    server.seen.length = 0
    const second = await failure(pull(offline()))
    expect(second.message).toContain('text/encoder/pytorch_model.bin is not in')
    expect(server.seen).toEqual([])
  })
})

describe('a download', () => {
  /** Answers requests for the model's bytes: the n-th one in its own way. */
  function serveModel(...ways: ((n: number) => Buffer | number | 'cut' | 'stall')[]) {
    let requests = 0
    server.state.intercept = (request, response) => {
      if (!request.url?.includes(sha256(model))) return false
      const way = ways[Math.min(requests, ways.length - 1)]!(requests++)
      if (way instanceof Buffer) serveRange(way, request, response)
      else if (typeof way === 'number') response.writeHead(way, { 'retry-after': '0' }).end()
      else {
        const start = Number(request.headers.range?.match(/\d+/)?.[0] ?? 0)
        const end = Math.min(start + 100_000, model.length)
        response.writeHead(start === 0 ? 200 : 206, {
          'content-length': String(model.length - start),
          ...(start > 0 && { 'content-range': `bytes ${start}-${model.length - 1}/${model.length}` }),
        })
        response.write(model.subarray(start, end))
        if (way === 'cut') setTimeout(() => response.destroy(), 20)
      }
      return true
    }
  }
  const ranges = () => server.seen.filter(({ url }) => url.startsWith('/cdn/')).map(({ range }) => range)

  test('that is cut goes on where it was', async () => {
    serveModel(() => 'cut')
    const [file] = await pull()
    expect(sha256(await readFile(file!.path))).toBe(sha256(model))
    expect(ranges().slice(0, 3)).toEqual([null, 'bytes=100000-', 'bytes=200000-'])
    expect(told.some(({ stage, note }) => stage === 'retry' && note.includes('next try'))).toBe(true)
  })

  test('that stalls goes on where it was', async () => {
    serveModel(
      () => 'stall',
      () => model,
    )
    await pull({ idleSeconds: 0.8 })
    expect(ranges()[1]).toBe('bytes=100000-')
    expect(told.find(({ stage }) => stage === 'retry')?.note).toContain('no data for 0.8 s')
  })

  test('that was stopped keeps its part for the next call', async () => {
    serveModel(() => 'stall')
    const abort = new AbortController()
    const onProgress = ({ doneBytes, totalBytes }: HubProgress) => {
      if (totalBytes === model.length && doneBytes > 0) abort.abort()
    }
    await expect(pull({ signal: abort.signal, onProgress })).rejects.toThrow(/abort/i)
    const kept = await readFile(`${blob(model)}.bench.incomplete`)
    expect(kept.length).toBeGreaterThan(0)
    expect(await readdir(dirname(blob(model)))).toEqual([`${sha256(model)}.bench.incomplete`])
    server.state.intercept = () => false
    server.seen.length = 0
    const [file] = await pull()
    expect(ranges()[0]).toBe(`bytes=${kept.length}-`)
    expect(sha256(await readFile(file!.path))).toBe(sha256(model))
  })

  test('starts again when what was kept is damaged', async () => {
    await mkdir(dirname(blob(model)), { recursive: true })
    await writeFile(`${blob(model)}.bench.incomplete`, Buffer.alloc(1234))
    const [file] = await pull()
    expect(sha256(await readFile(file!.path))).toBe(sha256(model))
    expect(ranges().slice(0, 2)).toEqual(['bytes=1234-', null])
  })

  test('starts again when the server knows no ranges', async () => {
    await mkdir(dirname(blob(model)), { recursive: true })
    await writeFile(`${blob(model)}.bench.incomplete`, model.subarray(0, 5000))
    server.state.intercept = (request, response) => {
      if (!request.url?.includes(sha256(model))) return false
      response.end(model)
      return true
    }
    const [file] = await pull()
    expect(sha256(await readFile(file!.path))).toBe(sha256(model))
  })

  test('waits and tries again after 429 and 500', async () => {
    serveModel(
      () => 429,
      () => 500,
      () => model,
    )
    await pull()
    expect(told.filter(({ stage }) => stage === 'retry').map(({ note }) => note.slice(0, 8))).toEqual([
      'HTTP 429',
      'HTTP 500',
    ])
  })

  test('gives up after some tries, says why and keeps what came', async () => {
    serveModel(
      () => 'cut',
      () => 503,
    )
    const problem = await failure(pull())
    expect(problem.code).toBe('HUB_FAILED')
    expect(problem.message).toContain('HTTP 503 (3 tries)')
    expect((await readFile(`${blob(model)}.bench.incomplete`)).length).toBe(100_000)
  })

  test.each([
    ['other bytes of the same size', Buffer.alloc(model.length, 1), 'sha256'],
    ['fewer bytes', model.subarray(0, 1000), '1000 bytes'],
    ['more bytes', Buffer.concat([model, model]), '600000 bytes'],
  ])('of %s is refused and not kept', async (_, data, reason) => {
    serveModel(() => data)
    const problem = await failure(pull())
    expect(problem.code).toBe('DOWNLOAD_DIFFERS')
    expect(problem.message).toContain(reason)
    const files = await readdir(dirname(blob(model)))
    expect(files).not.toContain(sha256(model))
    for (const file of files) expect((await readFile(join(dirname(blob(model)), file))).length).toBe(0)
  })

  test('whose size the hub does not announce is cut off when it is too long', async () => {
    server.state.intercept = (request, response) => {
      if (!request.url?.includes(sha256(model))) return false
      response.write(model)
      response.end(model)
      return true
    }
    expect((await failure(pull())).message).toContain('found more bytes, expected 300000 bytes')
  })

  test('of a file that the hub calls otherwise than the lock file is refused before its first byte', async () => {
    await pull()
    await rm(blob(model))
    const other = Buffer.alloc(model.length, 9)
    server.repositories.get(repository)!.files.set('tiny.safetensors', { data: other, isLfs: true })
    server.seen.length = 0
    const problem = await failure(pull())
    expect(problem).toMatchObject({ code: 'DOWNLOAD_DIFFERS' })
    expect(problem.message).toContain(`found content ${sha256(other)}, expected ${sha256(model)}`)
  })

  test('needs room on the disk before it starts', async () => {
    const problem = await failure(pull({ freeBytes: async () => 300_000 }))
    expect(problem.code).toBe('DISK_SPACE')
    expect(problem.message).toContain('0.00 GB free, expected 0.27 GB')
    expect(server.downloads()).toEqual([])
  })

  test('sends the token to the hub and to nobody else', async () => {
    const cdn = await hubServer()
    cdn.repositories.set(repository, server.repositories.get(repository)!)
    server.state.token = 'hf_secret'
    server.state.intercept = (request, response) => {
      if (!request.url?.includes('/resolve/') || !request.url.endsWith('.safetensors')) return false
      response.writeHead(302, { location: `${cdn.url}/cdn/${sha256(model)}` }).end()
      return true
    }
    await pull(inEnvironment({ HF_TOKEN: 'hf_secret' }))
    await cdn.close()
    expect(server.seen.every(({ token }) => token === 'Bearer hf_secret')).toBe(true)
    expect(cdn.seen.map(({ token }) => token)).toEqual([null])
  })
})

describe('a hub that refuses', () => {
  test.each([
    [{}, 'HTTP 401, Refused: GatedRepo; no token was sent'],
    [{ HF_TOKEN: 'other' }, 'HTTP 403, Refused: GatedRepo; the token that was sent gives no access'],
  ])('a gated repository says what to do (%o)', async (environment, reason) => {
    server.state.token = 'mine'
    const problem = await failure(pull(inEnvironment(environment)))
    expect(problem.code).toBe('HUB_REFUSED')
    expect(problem.message).toContain(reason)
    expect(problem.remedy).toContain(`${server.url}/${repository}`)
    expect(problem.remedy).toContain('HF_TOKEN')
    expect(JSON.stringify(problem)).not.toContain('other')
  })

  test('is satisfied by the token that was left in HF_HOME', async () => {
    server.state.token = 'stored'
    await mkdir(join(root, 'hf'), { recursive: true })
    await writeFile(join(root, 'hf/token'), 'stored\n')
    expect((await pull()).length).toBe(3)
  })

  test('a file that is gone has a name', async () => {
    server.repositories.get(repository)!.files.delete('tiny.safetensors')
    const problem = await failure(pull())
    expect(problem).toMatchObject({ code: 'HUB_NOT_FOUND' })
    expect(problem.message).toContain(`${repository}/tiny.safetensors`)
  })

  test('a folder without what it must hold is refused', async () => {
    server.repositories.get(repository)!.files.delete('text/encoder/vocab.json')
    const problem = await failure(pull())
    expect(problem.message).toContain('has none of vocab.json, tokenizer.json there')
  })

  test('a revision that is not there is named', async () => {
    const [source] = tiny.sources
    const other = { ...tiny, sources: [{ ...source!, revision: 'v9' }] }
    expect((await failure(pullHubSet(other, options))).message).toContain('RevisionNotFound')
  })

  test('a server that is not there says so after its tries', async () => {
    const problem = await failure(pull(inEnvironment({ HF_ENDPOINT: 'http://127.0.0.1:1' })))
    expect(problem.code).toBe('HUB_FAILED')
    expect(problem.message).toMatch(/ECONNREFUSED|bad port/)
  })
})

describe('a hostile answer', () => {
  const answer = (body: unknown, part = '/tree/') => {
    server.state.intercept = (request, response) => {
      if (!request.url?.includes(part)) return false
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
      return true
    }
  }
  const file = (path: string) => ({ type: 'file', path, oid: 'c'.repeat(40), size: 3 })

  test.each([
    '../../../outside',
    'text/encoder/../../../outside',
    '/etc/passwd',
    'text/encoder/..\\outside',
    'text//encoder',
    'C:/outside',
    'text/encoder/a\u0000b',
    '.',
    'x'.repeat(5000),
  ])('with the path %j is refused and writes nothing', async (path) => {
    answer([file('tiny.safetensors'), file('text/encoder/vocab.json'), file(path)])
    expect((await failure(pull())).code).toBe('HUB_ANSWER')
    await expect(readdir(join(root, 'weights'))).rejects.toThrow('ENOENT')
  })

  test.each([
    ['not JSON', '<html>'],
    ['of another form', { files: [] }],
    ['with a name of content that is a path', [{ ...file('tiny.safetensors'), oid: '../../x' }]],
    ['with a negative size', [{ ...file('tiny.safetensors'), size: -1 }]],
    ['with an LFS name that is no sha256', [{ ...file('a'), lfs: { oid: 'c'.repeat(40), size: 1 } }]],
  ])('%s is refused', async (_, body) => {
    answer(body)
    expect((await failure(pull())).code).toBe('HUB_ANSWER')
  })

  test('with a commit that is no hash is refused', async () => {
    answer({ sha: '../../main' }, '/revision/')
    expect((await failure(pull())).code).toBe('HUB_ANSWER')
  })

  test('that goes on for ever is cut off', async () => {
    server.state.intercept = (request, response) => {
      if (!request.url?.includes('/tree/')) return false
      const more = () => {
        if (!response.destroyed) response.write(' '.repeat(2 ** 20), () => setImmediate(more))
      }
      more()
      return true
    }
    expect((await failure(pull())).message).toContain('more than 16777216 bytes')
  })

  test('that redirects for ever is cut off', async () => {
    server.state.intercept = (request, response) => {
      if (!request.url?.includes('/resolve/')) return false
      response.writeHead(302, { location: request.url }).end()
      return true
    }
    expect((await failure(pull())).message).toContain('more than 20 redirects')
  })
})

describe('the lock file', () => {
  test('holds a later listing to what was pinned', async () => {
    await pull()
    const [source] = tiny.sources
    const more = { name: 'other', path: 'text/other/' }
    const larger = { ...tiny, sources: [{ ...source!, entries: [...source!.entries, more] }] }
    const changed = Buffer.alloc(encoder.length, 4)
    const { files } = server.repositories.get(repository)!
    files.set('text/encoder/pytorch_model.bin', { data: changed, isLfs: true })
    const problem = await failure(pullHubSet(larger, options))
    expect(problem.code).toBe('WEIGHTS_PIN_DIFFERS')
    expect(problem.message).toContain(sha256(changed))
    expect(problem.message).toContain(sha256(encoder))
    expect(problem.remedy).toContain(repository)
    files.set('text/encoder/pytorch_model.bin', { data: encoder, isLfs: true })
    expect((await pullHubSet(larger, options)).length).toBe(4)
  })

  test.each([
    ['is not JSON', '{'],
    ['has another form', '{"version":2}'],
    [
      'names a path outside',
      JSON.stringify({
        version: 1,
        repositories: {
          [repository]: {
            revision: 'main',
            commit,
            entries: ['tiny.safetensors', 'text/encoder/'],
            files: { 'text/encoder/../../../x': { bytes: 1, etag: 'd'.repeat(64), sha256: null } },
          },
        },
        verified: {},
      }),
    ],
  ])('that %s is refused', async (_, text) => {
    await mkdir(join(root, 'weights'), { recursive: true })
    await writeFile(lockFile(), text)
    const problem = await failure(pull())
    expect(problem.code).toBe('WEIGHTS_LOCK_INVALID')
    expect(await readFile(lockFile(), 'utf8')).toBe(text)
  })
})

describe('verification', () => {
  test('hashes every byte, whatever was remembered', async () => {
    await pull()
    const facts = await import('node:fs/promises').then(({ stat }) => stat(blob(model)))
    const damaged = Buffer.from(model)
    damaged[7]! ^= 1
    await writeFile(blob(model), damaged)
    await utimes(blob(model), facts.atime, facts.mtime)
    const [first, second] = await verifyHubSet(tiny, options)
    expect(first).toMatchObject({ state: 'wrong', difference: { expected: `sha256 ${sha256(model)}` } })
    expect(second).toMatchObject({ state: 'right' })
  })

  test('and listing say what is absent, before and after a pull', async () => {
    expect(await hubFilesOf(tiny, options)).toMatchObject([
      { name: `${repository}/tiny.safetensors`, state: 'absent', bytes: null },
      { name: `${repository}/text/encoder/`, state: 'absent', bytes: null },
    ])
    await pull()
    expect(await hubFilesOf(tiny, options)).toMatchObject([
      { state: 'unchecked', bytes: 300_000 },
      { state: 'unchecked' },
      { state: 'unchecked' },
    ])
    await rm(blob(encoder))
    expect((await hubFilesOf(tiny, options))[1]).toMatchObject({ state: 'absent', bytes: 50_000 })
    expect((await verifyHubSet(tiny, options))[1]).toMatchObject({ state: 'absent' })
  })
})

describe('the locator', () => {
  test('finds files and folders by name, and refuses changed ones', async () => {
    const [file, folder] = hubRows([tiny])
    expect(await findHubEntry(file!, options)).toBeNull()
    await pull()
    expect(await findHubEntry(file!, options)).toMatchObject({ files: [{ sha256: sha256(model) }] })
    const found = await findHubEntry(folder!, options)
    expect((await readdir(found!.path)).sort()).toEqual(['pytorch_model.bin', 'vocab.json'])
    await writeFile(blob(encoder), 'short')
    expect((await failure(findHubEntry(folder!, options))).code).toBe('WEIGHTS_DIFFER')
  })

  test('of all weights knows the names of both tables', async () => {
    await pull()
    const locator = createWeightLocator(options.folder, [], [tiny])
    const found = await locator.find('tiny.safetensors')
    expect(found).toMatchObject({ bytes: 300_000, sha256: sha256(model) })
    expect(await locator.find('encoder')).toMatchObject({ bytes: 50_000 + vocabulary.length })
    await expect(locator.find('encoders')).rejects.toThrow('Unknown weight file "encoders"')
  })
})

describe('the table of hub sets', () => {
  test('gives one name to one entry', () => {
    const byName = new Map<string, string>()
    for (const { entry, source } of hubRows()) {
      const place = `${source.repository}/${entry.path}`
      expect(byName.get(entry.name) ?? place).toBe(place)
      byName.set(entry.name, place)
    }
    expect([...byName.keys()]).toContain('t5-v1_1-xxl')
  })
})
