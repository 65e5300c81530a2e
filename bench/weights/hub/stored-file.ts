import { realpath, stat } from 'node:fs/promises'
import { fileBytes } from '../file-hash.ts'
import { blobPath, linkBlob, snapshotPath } from './cache.ts'
import { ContentDigest, difference, digestInto } from './digest.ts'
import type { Hub } from './hub.ts'
import { changePins, type FilePin, readPins, type Verified, withVerified } from './pins.ts'

/** A pinned file of a repository. */
export interface PinnedHubFile {
  readonly repository: string
  readonly commit: string
  readonly path: string
  readonly pin: FilePin
}

export interface CheckedFile {
  /** In a snapshot; absolute. */
  readonly path: string
  /** Null when the bytes are right. */
  readonly wrong: { readonly found: string; readonly expected: string } | null
  readonly sha256: string
}

export const hubName = ({ repository, path }: PinnedHubFile) => `${repository}/${path}`

/** Where a file has its name once it is here; what it links to may lie in another cache. */
export function namedPath(
  { repository, commit, path }: PinnedHubFile,
  { target }: Pick<Hub, 'target'>,
): string {
  return snapshotPath(target, repository, commit, path)
}

/** Places in the caches where a file of this name or content lies. */
async function storedPlaces(file: PinnedHubFile, { caches, target }: Hub): Promise<string[]> {
  const { repository, commit, path, pin } = file
  const places = [target, ...caches.filter((cache) => cache !== target)].flatMap((cache) => [
    snapshotPath(cache, repository, commit, path),
    blobPath(cache, repository, pin.etag),
  ])
  const sizes = await Promise.all(places.map(fileBytes))
  return places.filter((_, i) => sizes[i] !== null)
}

/**
 * Looks for a file in the caches and checks its bytes; those that were hashed before and look the same since are not
 * hashed again, unless `always`. Right bytes are noted in the lock file, and get their name in the snapshot.
 *
 * @returns the first right one, else the first wrong one, else null
 */
export async function checkStored(
  file: PinnedHubFile,
  hub: Hub,
  always = false,
): Promise<CheckedFile | null> {
  let wrong: CheckedFile | null = null
  for (const place of await storedPlaces(file, hub)) {
    const checked = await checkPlace(file, place, hub, always)
    if (checked.wrong === null) {
      const path = namedPath(file, hub)
      await linkBlob(place, path)
      return { ...checked, path }
    }
    wrong ??= checked
  }
  return wrong
}

async function checkPlace(
  file: PinnedHubFile,
  path: string,
  hub: Hub,
  always: boolean,
): Promise<CheckedFile> {
  const { bytes } = file.pin
  const real = await realpath(path)
  const facts = await factsOf(real)
  const known = (await readPins(hub.pins)).verified[real]
  if (!always && known && sameFacts(known, facts) && known.sha256 === file.pin.sha256) {
    return { path, wrong: null, sha256: known.sha256 }
  }
  if (facts.bytes !== bytes) {
    return { path, wrong: { found: `${facts.bytes} bytes`, expected: `${bytes} bytes` }, sha256: '' }
  }
  const digest = new ContentDigest(file.pin)
  const onBytes = (doneBytes: number) =>
    hub.tell('check', { name: hubName(file), doneBytes, totalBytes: bytes })
  await digestInto(digest, real, { signal: hub.signal, onBytes })
  const found = digest.finish()
  const wrong = difference(found, file.pin)
  if (wrong === null) await remember(file, real, { ...facts, sha256: found.sha256 }, hub)
  return { path, wrong, sha256: found.sha256 }
}

/** Notes that a file holds the pinned bytes, and what they are. */
export async function remember(
  { repository, path }: PinnedHubFile,
  real: string,
  verified: Verified,
  hub: Pick<Hub, 'pins'>,
): Promise<void> {
  await changePins(hub.pins, (pins) => withVerified(pins, repository, path, { path: real, verified }))
}

export async function factsOf(real: string): Promise<Omit<Verified, 'sha256'>> {
  const { size, mtimeNs, ino } = await stat(real, { bigint: true })
  return { bytes: Number(size), modifiedNanoseconds: String(mtimeNs), inode: String(ino) }
}

const sameFacts = (a: Omit<Verified, 'sha256'>, b: Omit<Verified, 'sha256'>) =>
  a.bytes === b.bytes && a.modifiedNanoseconds === b.modifiedNanoseconds && a.inode === b.inode
