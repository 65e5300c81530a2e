import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { withFileLock } from '../../bench/weights/file-lock.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-lock-'))
  path = join(folder, 'below/it.lock')
  return () => rm(folder, { recursive: true, force: true })
})

describe('a file lock', () => {
  test('lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++inside)
      await sleep(5)
      inside--
    }
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, work)))
    expect(most).toBe(1)
    expect(await readdir(join(folder, 'below'))).toEqual([])
  })

  test('is given back when the work fails', async () => {
    const failing = withFileLock(path, () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await withFileLock(path, async () => 'next')).toBe('next')
  })

  test.each([
    ['a process that ended here', { pid: 2 ** 22 + 1, host: hostname() }, 0],
    ['a machine that is silent', { pid: 1, host: 'elsewhere' }, 60],
    ['nobody: it is half written', null, 60],
  ])('of %s is taken over', async (_, owner, secondsAgo) => {
    await withFileLock(path, async () => undefined)
    await writeFile(path, owner ? JSON.stringify(owner) : '{"pi')
    const then = new Date(Date.now() - secondsAgo * 1000)
    await utimes(path, then, then)
    expect(await withFileLock(path, async () => 'mine')).toBe('mine')
  })

  test('of a living process is waited for, until the caller has enough', async () => {
    await withFileLock(path, async () => undefined)
    await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname() }))
    const abort = new AbortController()
    let waits = 0
    const onWait = () => {
      waits++
      setTimeout(() => abort.abort(new Error('enough')), 100)
    }
    const waiting = withFileLock(path, async () => 'mine', { signal: abort.signal, onWait })
    await expect(waiting).rejects.toThrow('enough')
    expect(waits).toBe(1)
  })
})
