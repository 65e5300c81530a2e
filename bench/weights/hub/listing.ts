import { realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { BenchError } from '../../errors.ts'
import { fileHash } from '../file-hash.ts'
import { readRef, snapshotFiles, snapshotPath } from './cache.ts'
import { type Expected, etagPattern } from './digest.ts'
import type { Hub } from './hub.ts'
import { changePins, type RepositoryPin, readPins, withRepository } from './pins.ts'
import { pathProblem } from './repository-path.ts'
import { type HubSource, isIn } from './sets.ts'
import type { PinnedHubFile } from './stored-file.ts'
import { readTree, type Tree } from './tree.ts'

/**
 * The pinned files of a source. The first time they are listed, by the hub or, offline, from what the cache holds, and
 * written to the lock file.
 *
 * @throws BenchError HUB_OFFLINE, HUB_NOT_FOUND, HUB_REFUSED, HUB_FAILED, HUB_ANSWER, WEIGHTS_PIN_DIFFERS
 */
export async function pinnedListing(source: HubSource, setId: string, hub: Hub): Promise<RepositoryPin> {
  const { repository } = source
  const pin = (await readPins(hub.pins)).repositories[repository] ?? null
  if (pin !== null && pin.revision !== source.revision) {
    throw pinDiffers(repository, `revision ${source.revision}`, `revision ${pin.revision}`, repository, hub)
  }
  if (pin !== null && source.entries.every(({ path }) => pin.entries.includes(path))) return pin
  const tree = await listedTree(source, pin, setId, hub)
  const files = filesOf(source, tree, hub)
  for (const [path, { etag }] of files) {
    const known = pin?.files[path]?.etag
    if (known !== undefined && known !== etag) {
      throw pinDiffers(`${repository}/${path}`, `content ${etag}`, known, repository, hub)
    }
  }
  const pins = await changePins(hub.pins, (current) => {
    const now = current.repositories[repository]
    // somebody else pinned another commit in between; theirs counts
    if (now !== undefined && now.commit !== tree.commit) return current
    return withRepository(current, repository, merged(now, source, tree.commit, files))
  })
  const written = pins.repositories[repository]
  return written?.commit === tree.commit ? written : pinnedListing(source, setId, hub)
}

/** The pinned files of a source's entries; none of an entry that is not listed yet. */
export function pinnedFilesOf(
  { repository, entries }: HubSource,
  pin: RepositoryPin | undefined,
): PinnedHubFile[] {
  if (pin === undefined) return []
  return Object.entries(pin.files)
    .filter(([path]) => entries.some((entry) => isIn(entry, path)))
    .map(([path, filePin]) => ({ repository, commit: pin.commit, path, pin: filePin }))
}

function merged(
  now: RepositoryPin | undefined,
  source: HubSource,
  commit: string,
  files: ReadonlyMap<string, Expected>,
): RepositoryPin {
  const entries = new Set([...(now?.entries ?? []), ...source.entries.map(({ path }) => path)])
  // what is pinned already knows its sha256
  const all = { ...Object.fromEntries(files), ...now?.files }
  return { revision: source.revision, commit, entries: [...entries], files: all }
}

async function listedTree(
  { repository, revision }: HubSource,
  pin: RepositoryPin | null,
  setId: string,
  hub: Hub,
): Promise<Tree> {
  if (!hub.isOffline) {
    hub.tell('list', { name: repository })
    return readTree(repository, pin?.commit ?? revision, hub)
  }
  for (const cache of hub.caches) {
    const commit = pin?.commit ?? (await readRef(cache, repository, revision))
    if (commit === null) continue
    const files = await cachedFiles(cache, repository, commit)
    if (files.size > 0) return { commit, files }
  }
  throw new BenchError('HUB_OFFLINE', { name: repository, path: hub.caches.join(' or '), set: setId })
}

/** What a snapshot on this machine says about itself: blobs are named by their content. */
async function cachedFiles(
  cache: string,
  repository: string,
  commit: string,
): Promise<Map<string, Expected>> {
  const files = new Map<string, Expected>()
  for (const path of await snapshotFiles(cache, repository, commit)) {
    const place = snapshotPath(cache, repository, commit, path)
    const found = await stat(place).catch(() => null)
    if (!found?.isFile() || pathProblem(path) !== null) continue
    const blob = basename(await realpath(place))
    const isNamed = etagPattern.test(blob)
    const etag = isNamed ? blob : await fileHash(place)
    files.set(path, { bytes: found.size, etag, sha256: etag.length === 64 ? etag : null })
  }
  return files
}

/** The files of a source's entries. */
function filesOf(source: HubSource, tree: Tree, { endpoint }: Hub): Map<string, Expected> {
  const { repository } = source
  const files = new Map<string, Expected>()
  for (const entry of source.entries) {
    const inside = [...tree.files].filter(([path]) => isIn(entry, path))
    const lacks = (found: string) =>
      new BenchError('HUB_NOT_FOUND', { name: `${repository}/${entry.path}`, repository, endpoint, found })
    if (inside.length === 0) throw lacks(`commit ${tree.commit} has no such file`)
    for (const group of entry.holds ?? []) {
      if (!group.some((name) => tree.files.has(`${entry.path}${name}`))) {
        throw lacks(`commit ${tree.commit} has none of ${group.join(', ')} there`)
      }
    }
    for (const [path, expected] of inside) files.set(path, expected)
  }
  return files
}

const pinDiffers = (name: string, found: string, expected: string, repository: string, { pins }: Hub) =>
  new BenchError('WEIGHTS_PIN_DIFFERS', { name, found, expected, repository, lock: pins })
