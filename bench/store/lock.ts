import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { z } from 'zod'
import { BenchError } from '../errors.ts'
import { sha256 } from '../records/identity.ts'
import { processStart } from './process-identity.ts'
import { withStoreErrors } from './store-error.ts'

const ownerSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  processStarted: z.string().nullable(),
  since: z.string(),
  /** Tells two locks of one process apart. */
  nonce: z.string(),
})
type Owner = z.infer<typeof ownerSchema>

export interface Lock {
  release(): Promise<void>
}

/**
 * Takes the lock file of `what`, or throws RUN_LOCKED with the pid and host of its holder. A lock whose process is
 * gone from this host (or whose pid now belongs to another process) is taken over. One of another host never is.
 */
export async function takeLock(path: string, what: string): Promise<Lock> {
  const owner: Owner = {
    pid: process.pid,
    host: hostname(),
    processStarted: processStart(process.pid),
    since: new Date().toISOString(),
    nonce: randomBytes(8).toString('hex'),
  }
  const text = JSON.stringify(owner)
  await withStoreErrors(what, () => claim(path, text, what))
  return { release: () => releaseIfOwn(path, text) }
}

/**
 * A stale lock is replaced under a second lock that is named after its content. So of all that found it stale one
 * replaces it, and one that read it long ago can't replace its successor.
 */
async function claim(path: string, text: string, what: string): Promise<void> {
  for (;;) {
    if (await linkNew(path, text)) return
    const found = await readIfThere(path)
    if (found === null) continue
    refuseIfAlive(found, path, what)
    const guard = `${path}.${sha256(found).slice(0, 12)}`
    await claim(guard, text, what)
    try {
      if ((await readIfThere(path)) !== found) continue
      const temporary = await temporaryFile(path, text)
      await rename(temporary, path)
      return
    } finally {
      await rm(guard, { force: true })
    }
  }
}

/** Makes the file with its content in one step, or returns false when there is one. */
async function linkNew(path: string, text: string): Promise<boolean> {
  const temporary = await temporaryFile(path, text)
  try {
    await link(temporary, path)
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
    throw thrown
  } finally {
    await rm(temporary, { force: true })
  }
}

async function temporaryFile(path: string, text: string): Promise<string> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  await writeFile(temporary, text, { flag: 'wx' })
  return temporary
}

function refuseIfAlive(text: string, path: string, what: string): void {
  const owner = parseOwner(text)
  if (owner === null) {
    throw new BenchError('RUN_LOCKED', { path: what, pid: '?', host: '?', since: '?', lock: path })
  }
  const { pid, host, since, processStarted } = owner
  const stale = host === hostname() && processStart(pid) !== processStarted
  if (!stale) throw new BenchError('RUN_LOCKED', { path: what, pid, host, since, lock: path })
}

function parseOwner(text: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

async function releaseIfOwn(path: string, text: string): Promise<void> {
  if ((await readIfThere(path)) === text) await rm(path, { force: true })
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw thrown
  }
}
