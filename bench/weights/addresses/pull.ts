import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BenchError } from '../../errors.ts'
import { makeFolder } from '../../records/make-folder.ts'
import { fileHash } from '../file-hash.ts'
import { withFileLock } from '../file-lock.ts'
import { type Hub, type HubOptions, openHub } from '../hub/hub.ts'
import { readPins } from '../hub/pins.ts'
import type { HubFile } from '../hub/pull.ts'
import { get, PassingFailure, retrying, watched } from '../hub/request.ts'
import type { AddressEntry, HubSet } from '../hub/sets.ts'
import { moveIntoPlace, placing } from '../place.ts'
import { addressPath, checkAddress, pinAddress } from './stored.ts'
import { extractZipMember } from './zip-member.ts'

/** Larger answers are not read on. Ours: the largest checkpoint of the table has 1.7 GB. */
const maxBytes = 2 ** 33

/**
 * Brings a set's files with addresses of their own to this machine. What is there is checked against the published and
 * pinned sha256; a file that somebody put there before the first pull is pinned as it is. The rest is downloaded.
 *
 * @throws BenchError HUB_OFFLINE, DOWNLOAD_FAILED, DOWNLOAD_DIFFERS, WEIGHTS_PIN_DIFFERS, DISK_FULL, CACHE_READ_ONLY; the signal's reason
 */
export async function pullAddresses(
  { id, addresses = [] }: HubSet,
  options: HubOptions,
): Promise<readonly HubFile[]> {
  const hub = await openHub(id, options)
  const files: HubFile[] = []
  const archives: Archives = new Map()
  try {
    for (const entry of addresses) {
      const path = addressPath(entry, options.folder)
      await placing(path, () => pull(entry, path, { set: id, folder: options.folder, archives }, hub))
      const stored = await checkAddress(entry, options.folder, hub)
      if (stored?.wrong !== null) throw new Error(`${entry.name} vanished while it was pulled`)
      files.push({ name: entry.name, path, bytes: stored.bytes, sha256: stored.sha256 })
    }
  } finally {
    for (const archive of archives.values()) await rm(archive, { force: true })
  }
  return files
}

/** Archives that this pull downloaded, by address: one may hold several of a set's files. */
type Archives = Map<string, string>

interface Pulling {
  readonly set: string
  readonly folder: string | null
  readonly archives: Archives
}

async function pull(
  entry: AddressEntry,
  path: string,
  { set, folder, archives }: Pulling,
  hub: Hub,
): Promise<void> {
  const isThere = async () => {
    const stored = await checkAddress(entry, folder, hub)
    if (stored?.wrong !== null) return false
    await pinAddress(entry, path, stored.sha256, hub)
    hub.tell('present', { name: entry.name, doneBytes: stored.bytes, totalBytes: stored.bytes })
    return true
  }
  if (await isThere()) return
  if (hub.isOffline) throw new BenchError('HUB_OFFLINE', { name: entry.name, path: dirname(path), set })
  const onWait = () => hub.tell('wait', { name: entry.name, note: 'another process fetches it' })
  await withFileLock(
    `${path}.bench.lock`,
    async () => {
      // whoever had the lock may have fetched it
      if (!(await isThere())) await fetchAddress(entry, path, archives, hub)
    },
    { signal: hub.signal, onWait },
  )
}

async function fetchAddress(entry: AddressEntry, path: string, archives: Archives, hub: Hub): Promise<void> {
  const { name } = entry
  const unpacked = `${path}.bench.unpacked`
  await makeFolder(dirname(path))
  try {
    await bring(entry, path, unpacked, archives, hub)
    const sha256 = await fileHash(unpacked)
    if (entry.sha256 !== undefined && !sha256.startsWith(entry.sha256)) {
      throw new BenchError('DOWNLOAD_DIFFERS', { name, found: sha256, expected: entry.sha256 })
    }
    const pinned = (await readPins(hub.pins)).addresses?.[name]?.sha256 ?? sha256
    if (pinned !== sha256) {
      const facts = { name, found: sha256, expected: pinned, lock: hub.pins, repository: name }
      throw new BenchError('WEIGHTS_PIN_DIFFERS', facts)
    }
    await moveIntoPlace(unpacked, path)
    await pinAddress(entry, path, sha256, hub)
  } finally {
    await rm(unpacked, { force: true })
  }
  hub.tell('done', { name })
}

/** Downloads what the address serves, and takes the file out of it where it is an archive. */
async function bring(
  entry: AddressEntry,
  path: string,
  target: string,
  archives: Archives,
  hub: Hub,
): Promise<void> {
  const { url, member } = entry
  const known = archives.get(url)
  const served = known ?? `${path}.bench.incomplete`
  try {
    if (known === undefined)
      await download(entry, served, hub).catch((error: unknown) => {
        throw failure(error, entry, path, hub)
      })
    if (member === undefined) return await rename(served, target)
    archives.set(url, served)
    await unpack(entry, member, served, target)
  } finally {
    if (!archives.has(url)) await rm(served, { force: true })
  }
}

async function unpack(entry: AddressEntry, member: string, archive: string, target: string): Promise<void> {
  await extractZipMember(archive, member, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code?.startsWith('E')) throw error
    const expected = `a zip archive with ${member}`
    throw new BenchError('DOWNLOAD_DIFFERS', { name: entry.url, found: error.message, expected })
  })
}

/** What is known of an answer that comes in parts. */
interface Part {
  bytes: number
  total: number
  /** What the server calls the version; parts of others are not joined. */
  validator: string | null
}

async function download(entry: AddressEntry, path: string, hub: Hub): Promise<void> {
  const url = atEndpoint(entry.url, hub)
  const subject = { repository: url, name: entry.name }
  await rm(path, { force: true })
  const file = await open(path, 'a')
  const part: Part = { bytes: 0, total: 0, validator: null }
  let before = 0
  const isFresh = () => {
    const gotOn = part.bytes > before
    before = part.bytes
    return gotOn
  }
  const attempt = () =>
    watched(hub, async (signal, onData) => {
      const resumes = part.bytes > 0 && part.validator !== null
      const range = resumes ? { range: `bytes=${part.bytes}-`, 'if-range': part.validator as string } : {}
      const { response } = await get(url, { ...range }, subject, hub, signal)
      if (response.status !== 206) await restart(response)
      for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        onData()
        part.bytes += chunk.length
        if (part.bytes > maxBytes)
          throw new BenchError('HUB_FAILED', { name: entry.name, found: `more than ${maxBytes} bytes` })
        await file.writeFile(chunk)
        hub.tell('download', { name: entry.name, doneBytes: part.bytes, totalBytes: part.total })
      }
      if (part.bytes < part.total) throw new PassingFailure(`the answer ended after ${part.bytes} bytes`)
    })
  const restart = async ({ headers }: Response) => {
    await file.truncate(0)
    part.bytes = 0
    part.total = Number(headers.get('content-length') ?? 0)
    const etag = headers.get('etag')
    part.validator = etag?.startsWith('"') ? etag : headers.get('last-modified')
  }
  try {
    await retrying(attempt, subject, hub, isFresh)
  } finally {
    await file.close()
  }
}

/** Files of the hub are asked from the mirror that HF_ENDPOINT names. */
function atEndpoint(url: string, { endpoint }: Hub): string {
  return url.replace(/^https:\/\/huggingface\.co(?=\/)/, endpoint)
}

/** These addresses are no repositories of the hub, whose remedies would mislead. */
function failure(error: unknown, entry: AddressEntry, path: string, hub: Hub): unknown {
  hub.signal.throwIfAborted()
  if (!(error instanceof BenchError)) return error
  const found = `${entry.url}: ${error.message}`
  const sha256 = entry.sha256 ?? 'not published'
  return new BenchError('DOWNLOAD_FAILED', { name: entry.name, found, sha256, path }, { cause: error })
}
