import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTarEntries } from '../../bench/weights/tar.ts'
import { archive } from './archive.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-tar-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function stored(bytes: Buffer): Promise<string> {
  const path = join(folder, 'archive.tgz')
  await writeFile(path, bytes)
  return path
}

describe('tar entries', () => {
  test('whatever lies around them, wanted entries come out byte for byte', async () => {
    const file = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes))
    await fc.assert(
      fc.asyncProperty(file, file, file, async (before, wanted, after) => {
        const path = await stored(
          archive([
            { path: 'package/a', data: before },
            { path: 'package/wanted', data: wanted },
            { path: 'package/z', data: after },
          ]),
        )
        const entries = await readTarEntries(path, [{ path: 'package/wanted', bytes: wanted.length }])
        expect([...entries.keys()]).toEqual(['package/wanted'])
        expect(entries.get('package/wanted')).toEqual(wanted)
      }),
      { numRuns: 40 },
    )
  })

  test('an entry that is not there is absent', async () => {
    const path = await stored(archive([{ path: 'package/a', data: Buffer.from('a') }]))
    expect(await readTarEntries(path, [{ path: 'package/b', bytes: 1 }])).toEqual(new Map())
  })

  test('links and folders of a wanted name are not files', async () => {
    const path = await stored(
      archive([
        { path: 'package/a', data: Buffer.alloc(0), type: '2' },
        { path: 'package/a', data: Buffer.alloc(0), type: '5' },
      ]),
    )
    expect(await readTarEntries(path, [{ path: 'package/a', bytes: 0 }])).toEqual(new Map())
  })

  test('names that climb out of the archive write nothing', async () => {
    const path = await stored(archive([{ path: '../../escaped', data: Buffer.from('x') }]))
    expect(await readTarEntries(path, [{ path: 'package/a', bytes: 1 }])).toEqual(new Map())
    expect(await readdir(folder)).toEqual(['archive.tgz'])
  })

  test('an entry of another size is refused', async () => {
    const path = await stored(archive([{ path: 'package/a', data: Buffer.alloc(700) }]))
    await expect(readTarEntries(path, [{ path: 'package/a', bytes: 600 }])).rejects.toThrow(
      'package/a: expected 600 bytes, found 700',
    )
  })

  test('truncated and damaged archives are errors', async () => {
    const whole = archive([{ path: 'package/a', data: Buffer.alloc(2000, 7) }])
    const wanted = [{ path: 'package/a', bytes: 2000 }]
    await expect(readTarEntries(await stored(whole.subarray(0, -20)), wanted)).rejects.toThrow()
    const cut = gzipSync(gunzipSync(whole).subarray(0, 1000))
    await expect(readTarEntries(await stored(cut), wanted)).rejects.toThrow('ends inside an entry')
    const damaged = gunzipSync(whole)
    damaged[3] = (damaged[3] ?? 0) ^ 1
    await expect(readTarEntries(await stored(gzipSync(damaged)), wanted)).rejects.toThrow('checksum')
    await expect(readTarEntries(await stored(Buffer.from('no archive')), wanted)).rejects.toThrow()
  })
})
