import { realpath } from 'node:fs/promises'
import { BenchError } from '../../errors.ts'
import { pullAddresses } from '../addresses/pull.ts'
import { fileBytes } from '../file-hash.ts'
import { withFileLock } from '../file-lock.ts'
import { checkSpace } from '../free-space.ts'
import { placing } from '../place.ts'
import { downloadBlob, incompletePath } from './blob.ts'
import { blobPath, linkBlob, readRef, writeRef } from './cache.ts'
import { type Hub, type HubOptions, openHub } from './hub.ts'
import { pinnedFilesOf, pinnedListing } from './listing.ts'
import type { HubSet } from './sets.ts'
import { checkStored, factsOf, hubName, namedPath, type PinnedHubFile, remember } from './stored-file.ts'

export interface HubFile {
  /** `owner/name/path`, as the hub calls it. */
  readonly name: string
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/**
 * Brings a set's files to this machine, in the hub's own cache layout. What the caches hold already is checked and used
 * where it lies; the rest is downloaded. The first pull pins commit, sizes and sha256 in the lock file, every later one
 * is held to them.
 *
 * Own code on `fetch` and not `@huggingface/hub`: at 2.15.0 its `downloadFileToCacheDir` starts unfinished files from
 * the beginning, checks no hash, tries once, can't be stopped, and lets two callers write to one file; HF_ENDPOINT and
 * HF_TOKEN are read by its command line only and HF_HUB_OFFLINE by nothing.
 *
 * @throws BenchError HUB_OFFLINE, HUB_REFUSED, HUB_NOT_FOUND, HUB_FAILED, HUB_ANSWER, DOWNLOAD_DIFFERS,
 *   WEIGHTS_PIN_DIFFERS, WEIGHTS_LOCK_INVALID, DISK_SPACE, DISK_FULL, CACHE_READ_ONLY; the signal's reason
 */
export async function pullHubSet(set: HubSet, options: HubOptions): Promise<readonly HubFile[]> {
  const hub = await openHub(set.id, options)
  const own = await placing(hub.target, async () => {
    const files: PinnedHubFile[] = []
    for (const source of set.sources) {
      files.push(...pinnedFilesOf(source, await pinnedListing(source, set.id, hub)))
    }
    const missing: PinnedHubFile[] = []
    for (const file of files) {
      const stored = await checkStored(file, hub)
      if (stored?.wrong === null) hub.tell('present', { name: hubName(file), ...sizes(file) })
      else missing.push(file)
    }
    await prepare(set, missing, hub)
    for (const file of missing) await fetchFile(file, hub)
    await noteRevisions(set, files, hub)
    return Promise.all(files.map((file) => whereabouts(file, hub)))
  })
  return [...own, ...(await pullAddresses(set, options))]
}

/** Before the first byte: the room for all of it, and whether it may be asked for. */
async function prepare(set: HubSet, missing: readonly PinnedHubFile[], hub: Hub): Promise<void> {
  const [first] = missing
  if (first === undefined) return
  if (hub.isOffline) {
    throw new BenchError('HUB_OFFLINE', { name: hubName(first), path: hub.caches.join(' or '), set: set.id })
  }
  let bytes = 0
  for (const { repository, pin } of missing) {
    const kept = await fileBytes(incompletePath(blobPath(hub.target, repository, pin.etag)))
    bytes += Math.max(0, pin.bytes - (kept ?? 0))
  }
  await checkSpace(hub.target, bytes, `the rest of ${set.id}`, hub.freeBytes)
}

async function fetchFile(file: PinnedHubFile, hub: Hub): Promise<void> {
  const { repository, commit, path, pin } = file
  const name = hubName(file)
  const blob = blobPath(hub.target, repository, pin.etag)
  const onWait = () => hub.tell('wait', { name, ...sizes(file), note: 'another process fetches it' })
  const onProgress = ({
    stage,
    doneBytes,
  }: {
    readonly stage: 'hash' | 'download'
    readonly doneBytes: number
  }) => hub.tell(stage === 'hash' ? 'check' : 'download', { name, doneBytes, totalBytes: pin.bytes })
  await withFileLock(
    `${blob}.bench.lock`,
    async () => {
      // whoever had the lock may have fetched it
      if ((await checkStored(file, hub))?.wrong === null) return
      onProgress({ stage: 'download', doneBytes: 0 })
      const { sha256 } = await downloadBlob(
        { repository, commit, path, expected: pin, blob },
        hub,
        onProgress,
      )
      await linkBlob(blob, namedPath(file, hub))
      const real = await realpath(blob)
      await remember(file, real, { ...(await factsOf(real)), sha256 }, hub)
    },
    { signal: hub.signal, onWait },
  )
  hub.tell('done', { name, ...sizes(file) })
}

/** Lets other programs find a fetched snapshot by its revision; a revision that the cache knows already stays. */
async function noteRevisions(
  { sources }: HubSet,
  files: readonly PinnedHubFile[],
  { target }: Hub,
): Promise<void> {
  for (const { repository, revision } of sources) {
    const commit = files.find((file) => file.repository === repository)?.commit
    if (commit === undefined || commit === revision) continue
    if ((await readRef(target, repository, revision)) === null) {
      await writeRef(target, repository, revision, commit)
    }
  }
}

async function whereabouts(file: PinnedHubFile, hub: Hub): Promise<HubFile> {
  const stored = await checkStored(file, hub)
  if (stored?.wrong !== null) throw new Error(`${hubName(file)} vanished while it was pulled`)
  return { name: hubName(file), path: stored.path, bytes: file.pin.bytes, sha256: stored.sha256 }
}

const sizes = ({ pin }: PinnedHubFile) => ({ doneBytes: pin.bytes, totalBytes: pin.bytes })
