import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BenchError } from '../../bench/errors.ts'
import { sha256 } from '../../bench/records/identity.ts'
import { hubFilesOf, verifyHubSet } from '../../bench/weights/hub/locate.ts'
import { readPins } from '../../bench/weights/hub/pins.ts'
import { pullHubSet } from '../../bench/weights/hub/pull.ts'
import type { AddressEntry, HubSet } from '../../bench/weights/hub/sets.ts'
import { createWeightLocator } from '../../bench/weights/locate.ts'
import { localServer } from './server.ts'
import { zip } from './zip.ts'

const model = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31 + (i >> 8)) & 255))
const other = Buffer.alloc(1000, 5)

let server: Awaited<ReturnType<typeof localServer>>
let folder: string
let served: Map<string, Buffer>
let requests: { url: string; range: string | undefined }[]
/** Bytes after which the connection is cut, once. */
let cutAfter: number | null

beforeAll(async () => {
  server = await localServer((request, response) => {
    const { range } = request.headers
    requests.push({ url: request.url!, range })
    const data = served.get(request.url!)
    if (data === undefined) return response.writeHead(404).end()
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
    const etag = `"${sha256(data).slice(0, 12)}"`
    const isSame = request.headers['if-range'] === etag
    const from = isSame ? start : 0
    const headers = { etag, 'content-length': data.length - from }
    if (isSame)
      response.writeHead(206, {
        ...headers,
        'content-range': `bytes ${from}-${data.length - 1}/${data.length}`,
      })
    else response.writeHead(200, headers)
    if (cutAfter === null) return response.end(data.subarray(from))
    response.write(data.subarray(0, cutAfter), () => response.destroy())
    cutAfter = null
  })
})
afterAll(() => server.close())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-addresses-'))
  served = new Map([['/model.pth', model]])
  requests = []
  cutAfter = null
})
afterEach(() => rm(folder, { recursive: true }))

const set = (entry: Partial<AddressEntry> = {}, id = 'tiny'): HubSet => ({
  id,
  title: 'Tiny',
  license: 'MIT',
  downloadBytes: null,
  isGated: false,
  sources: [],
  addresses: [{ name: 'model.pth', url: `${server.url}/model.pth`, ...entry }],
})
const options = (environment: NodeJS.ProcessEnv = {}) => ({
  folder,
  environment: { HF_HOME: folder, ...environment },
  retry: { attempts: 2, firstDelaySeconds: 0.01 },
})
const place = () => join(folder, 'files')
const failure = async (work: Promise<unknown>) =>
  ((await work.catch((error: unknown) => error)) as BenchError).problem

describe('files with addresses of their own', () => {
  test('are fetched once, pinned, and found from then on', async () => {
    const locator = () => createWeightLocator(folder, [], [set()])
    expect(await locator().find('model.pth')).toBeNull()
    const [pulled] = await pullHubSet(set(), options())
    expect(await readFile(pulled!.path)).toEqual(model)
    expect(await locator().find('model.pth')).toEqual({
      path: pulled!.path,
      bytes: model.length,
      sha256: sha256(model),
    })
    expect((await readPins(join(folder, 'models.lock.json'))).addresses).toMatchObject({
      'model.pth': { bytes: model.length, sha256: sha256(model) },
    })
    await pullHubSet(set({}, 'another'), options())
    expect(requests).toHaveLength(1)
    expect(await readdir(place())).toEqual(['model.pth'])
    expect(await hubFilesOf(set(), options())).toMatchObject([{ name: 'model.pth', state: 'unchecked' }])
  })

  test('go on where the connection broke', async () => {
    cutAfter = 70_000
    const [pulled] = await pullHubSet(set(), options())
    expect(await readFile(pulled!.path)).toEqual(model)
    expect(requests.map(({ range }) => range)).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)])
  })

  test('start again when the server has another version by then', async () => {
    cutAfter = 70_000
    const pulling = pullHubSet(set(), {
      ...options(),
      onProgress: ({ stage }) => stage === 'retry' && served.set('/model.pth', other),
    })
    expect(await readFile((await pulling)[0]!.path)).toEqual(other)
  })

  test('that are not what was published are refused, whole hashes and beginnings alike', async () => {
    for (const published of ['0'.repeat(64), 'deadbeef']) {
      expect(await failure(pullHubSet(set({ sha256: published }), options()))).toMatchObject({
        code: 'DOWNLOAD_DIFFERS',
        message: expect.stringContaining(sha256(model)),
      })
    }
    expect(await readdir(place())).toEqual([])
    await pullHubSet(set({ sha256: sha256(model).slice(0, 8) }), options())
  })

  test('that were put there by hand are taken as the first pull', async () => {
    await mkdir(place())
    await writeFile(join(place(), 'model.pth'), model)
    expect(await createWeightLocator(folder, [], [set()]).find('model.pth')).toBeNull()
    await pullHubSet(set(), options())
    expect(requests).toEqual([])
    expect(await createWeightLocator(folder, [], [set()]).find('model.pth')).not.toBeNull()
  })

  test('that changed since are damage, and the next pull replaces them', async () => {
    await pullHubSet(set(), options())
    await writeFile(join(place(), 'model.pth'), Buffer.alloc(model.length, 1))
    expect(await failure(createWeightLocator(folder, [], [set()]).find('model.pth'))).toMatchObject({
      code: 'WEIGHTS_DIFFER',
    })
    expect(await verifyHubSet(set(), options())).toMatchObject([{ state: 'wrong' }])
    await pullHubSet(set(), options())
    expect(await verifyHubSet(set(), options())).toMatchObject([{ state: 'right' }])
  })

  test('that are gone name the address and the place', async () => {
    served.clear()
    const found = await failure(pullHubSet(set(), options()))
    expect(found).toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('/model.pth') })
    expect(found.remedy).toContain(place())
    expect(found.remedy).toContain('not published')
  })

  test('are not asked for offline', async () => {
    expect(await failure(pullHubSet(set(), options({ HF_HUB_OFFLINE: '1' })))).toMatchObject({
      code: 'HUB_OFFLINE',
    })
    expect(requests).toEqual([])
  })
})

describe('a file inside a zip archive', () => {
  const member = { member: 'models/model.pth' }

  test.each([true, false])('is unpacked and checked, deflated: %s', async (isDeflated) => {
    served.set(
      '/model.pth',
      zip([
        { name: 'models/other.pth', data: other },
        { name: member.member, data: model, isDeflated },
      ]),
    )
    const [pulled] = await pullHubSet(set(member), options())
    expect(await readFile(pulled!.path)).toEqual(model)
    expect(await readdir(place())).toEqual(['model.pth'])
  })

  test('is downloaded once for all that a set takes from it, and again for what was lost', async () => {
    served.set(
      '/model.pth',
      zip([
        { name: 'a.pth', data: model, isDeflated: true },
        { name: 'lora/adapter.json', data: other },
      ]),
    )
    const both: HubSet = {
      ...set(),
      addresses: [
        { name: 'a.pth', url: `${server.url}/model.pth`, member: 'a.pth' },
        { name: 'adapter.json', url: `${server.url}/model.pth`, member: 'lora/adapter.json' },
      ],
    }
    const pulled = await pullHubSet(both, options())
    expect(await Promise.all(pulled.map(({ path }) => readFile(path)))).toEqual([model, other])
    expect(requests).toHaveLength(1)
    expect(await readdir(place())).toEqual(['a.pth', 'adapter.json'])
    await rm(join(place(), 'adapter.json'))
    await pullHubSet(both, options())
    expect(requests).toHaveLength(2)
    expect((await readdir(place())).toSorted()).toEqual(['a.pth', 'adapter.json'])
  })

  test.each([
    ['another file', () => zip([{ name: 'readme', data: other }]), 'readme'],
    ['no archive', () => model, 'no zip archive'],
    [
      'a damaged file',
      () => zip([{ name: member.member, data: model, crc: 1, isDeflated: true }]),
      'damaged',
    ],
    [
      'half an archive',
      () => zip([{ name: member.member, data: model }]).subarray(0, 5000),
      'no zip archive',
    ],
  ])('%s is refused and nothing is kept', async (_, archive, message) => {
    served.set('/model.pth', archive())
    expect(await failure(pullHubSet(set(member), options()))).toMatchObject({
      code: 'DOWNLOAD_DIFFERS',
      message: expect.stringContaining(message),
    })
    expect(await readdir(place())).toEqual([])
  })
})
