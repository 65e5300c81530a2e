import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolder } from '../records/make-folder.ts'

/** A lock whose file was not touched for so long belongs to a process that is gone. Ours: six heartbeats. */
const staleSeconds = 30
const heartbeatSeconds = 5

export interface FileLockOptions {
  readonly signal?: AbortSignal
  /** Told once, when somebody else has the lock. */
  readonly onWait?: () => void
}

/**
 * Runs work while a file says that this process has the place. Others wait, in this process and in any other that
 * sees the folder. A lock whose process is gone is taken over.
 *
 * It saves double work, and what it guards must stay right without it: on some network disks, two may get in.
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  { signal, onWait }: FileLockOptions = {},
): Promise<T> {
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() })
  await makeFolder(dirname(path))
  for (let tries = 0; !(await take(path, owner)); tries++) {
    if (tries === 0) onWait?.()
    await removeStale(path)
    await sleep(Math.min(500, 20 * 2 ** tries), undefined, signal && { signal }).catch(() => undefined)
    signal?.throwIfAborted()
  }
  const heartbeat = setInterval(() => touch(path), heartbeatSeconds * 1000).unref()
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    if ((await read(path)) === owner) await rm(path, { force: true })
  }
}

async function take(path: string, owner: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(owner)
    await file.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function removeStale(path: string): Promise<void> {
  const owner = await read(path)
  if (owner === null || !(await isStale(path, owner))) return
  const aside = `${path}.${randomUUID()}`
  await rename(path, aside).catch(() => undefined)
  const moved = await read(aside)
  // somebody took the lock over in between: give it back
  if (moved !== null && moved !== owner) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

async function isStale(path: string, owner: string): Promise<boolean> {
  const touched = await stat(path).catch(() => null)
  if (touched === null) return false
  if (Date.now() - touched.mtimeMs > staleSeconds * 1000) return true
  const { pid, host } = parsed(owner)
  return host === hostname() && pid !== undefined && !isAlive(pid)
}

function parsed(owner: string): { readonly pid?: number; readonly host?: string } {
  try {
    return JSON.parse(owner)
  } catch {
    // just being written
    return {}
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const read = (path: string) => readFile(path, 'utf8').catch(() => null)

function touch(path: string): void {
  const now = new Date()
  utimes(path, now, now).catch(() => undefined)
}
