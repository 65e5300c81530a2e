import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { takeLock } from '../../bench/store/lock.ts'
import { processStart } from '../../bench/store/process-identity.ts'
import { temporaryFolder } from '../support/temporary.ts'

const folder = temporaryFolder()
const own = processStart(process.pid)

function staleLock(name: string, owner: object): string {
  const path = join(folder, name)
  const text = {
    pid: process.pid,
    host: hostname(),
    processStarted: own,
    since: '2026-01-01',
    nonce: 'x',
    ...owner,
  }
  writeFileSync(path, JSON.stringify(text))
  return path
}

async function endedProcess(): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, ['-e', ''])
  await new Promise((resolve) => child.on('exit', resolve))
  return child.pid!
}

describe('run lock', () => {
  test('a second taker is refused with the pid and host of the first, until it lets go', async () => {
    const path = join(folder, 'one.lock')
    const lock = await takeLock(path, '/runs/one')
    await expect(takeLock(path, '/runs/one')).rejects.toMatchObject({
      problem: {
        code: 'RUN_LOCKED',
        message: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
        remedy: expect.stringContaining(path),
      },
    })
    await lock.release()
    await (await takeLock(path, '/runs/one')).release()
    expect(existsSync(path)).toBe(false)
  })

  test('the lock of a process that is gone is taken over', async () => {
    const path = staleLock('gone.lock', { pid: await endedProcess() })
    const lock = await takeLock(path, 'run')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid })
    await lock.release()
  })

  test('the lock of a pid that now belongs to another process is taken over', async () => {
    const path = staleLock('reused.lock', { processStarted: 'another boot/1' })
    await (await takeLock(path, 'run')).release()
  })

  test('a lock of another host is never taken over', async () => {
    const path = staleLock('host.lock', { host: 'elsewhere', pid: 1 })
    await expect(takeLock(path, 'run')).rejects.toMatchObject({ problem: { code: 'RUN_LOCKED' } })
  })

  test('a lock that is not one of ours is respected', async () => {
    const path = join(folder, 'foreign.lock')
    writeFileSync(path, 'hands off')
    await expect(takeLock(path, 'run')).rejects.toMatchObject({ problem: { code: 'RUN_LOCKED' } })
  })

  test('of many that find a stale lock at once, one gets it', async () => {
    const path = staleLock('race.lock', { pid: await endedProcess() })
    const taken = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(path, 'run')))
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(readdirSync(folder).filter((name) => name.startsWith('race.lock'))).toEqual(['race.lock'])
  })

  test('releasing does not remove a lock that another has taken since', async () => {
    const path = join(folder, 'lost.lock')
    const lock = await takeLock(path, 'run')
    writeFileSync(path, 'of someone else')
    await lock.release()
    expect(readFileSync(path, 'utf8')).toBe('of someone else')
  })
})
