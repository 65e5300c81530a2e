import { createHash } from 'node:crypto'
import { BenchError } from '../../errors.ts'
import { addressFilesOf, verifyAddresses } from '../addresses/locate.ts'
import { fileBytes } from '../file-hash.ts'
import { snapshotPath } from './cache.ts'
import { type Hub, type HubOptions, openHub } from './hub.ts'
import { pinnedFilesOf } from './listing.ts'
import { readPins } from './pins.ts'
import type { HubFile } from './pull.ts'
import type { HubEntry, HubRow, HubSet } from './sets.ts'
import { checkStored, hubName, namedPath, type PinnedHubFile } from './stored-file.ts'

export interface HubFileState {
  /** `owner/name/path`; a folder that is not listed yet ends with a slash. */
  readonly name: string
  /** Null before the first pull. */
  readonly bytes: number | null
  /** Where it has its name once it is here; null before the first pull. Absolute. */
  readonly path: string | null
  /** `unchecked`: its size is right. */
  readonly state: 'absent' | 'unchecked' | 'right' | 'wrong'
  /** Of a file that is wrong. */
  readonly difference: { readonly found: string; readonly expected: string } | null
}

/** The files of a set, without reading them: by name, place and size. */
export async function hubFilesOf(set: HubSet, options: HubOptions): Promise<readonly HubFileState[]> {
  const files = await eachFile(set, await openHub(set.id, options), async (file, hub) => {
    const path = namedPath(file, hub)
    const found = await fileBytes(path)
    const { bytes } = file.pin
    const state = found === null ? 'absent' : found === bytes ? 'unchecked' : 'wrong'
    const difference = { found: `${found} bytes`, expected: `${bytes} bytes` }
    return { name: hubName(file), bytes, path, state, difference: state === 'wrong' ? difference : null }
  })
  return [...files, ...(await addressFilesOf(set, options))]
}

/**
 * The files of a set, every byte of them hashed.
 *
 * @param skip names of files that are left out, such as those that another set shares
 */
export async function verifyHubSet(
  set: HubSet,
  options: HubOptions,
  skip: ReadonlySet<string> = new Set(),
): Promise<readonly HubFileState[]> {
  const hub = await openHub(set.id, options)
  const files = await eachFile(set, hub, async (file) => {
    if (skip.has(hubName(file))) return null
    const stored = await checkStored(file, hub, true)
    const state = stored === null ? 'absent' : stored.wrong === null ? 'right' : 'wrong'
    const path = stored?.path ?? namedPath(file, hub)
    return {
      name: hubName(file),
      bytes: file.pin.bytes,
      path,
      state,
      difference: stored?.wrong ?? null,
    }
  })
  return [...files, ...(await verifyAddresses(set, options, skip))]
}

export interface FoundHubEntry {
  /** Of the file or folder; absolute. */
  readonly path: string
  readonly files: readonly HubFile[]
}

/**
 * A file or folder of the table, every byte of it known to be right, or null when something of it is not here or was
 * never pulled.
 *
 * @throws BenchError WEIGHTS_DIFFER, WEIGHTS_LOCK_INVALID
 */
export async function findHubEntry(
  { set, source, entry }: HubRow,
  options: HubOptions,
): Promise<FoundHubEntry | null> {
  const hub = await openHub(set.id, options)
  const pin = (await readPins(hub.pins)).repositories[source.repository]
  if (pin === undefined || !pin.entries.includes(entry.path)) return null
  const files: HubFile[] = []
  for (const file of pinnedFilesOf({ ...source, entries: [entry] }, pin)) {
    const stored = await checkStored(file, hub)
    if (stored === null) return null
    const { path, wrong, sha256 } = stored
    if (wrong !== null) throw new BenchError('WEIGHTS_DIFFER', { path, ...wrong, set: set.id })
    files.push({ name: hubName(file), path, bytes: file.pin.bytes, sha256 })
  }
  const path = snapshotPath(hub.target, source.repository, pin.commit, entry.path.replace(/\/$/, ''))
  return { path, files }
}

/** One identity for all files of an entry: that of its only file, or the sha256 of what `sha256sum` would print. */
export function entryIdentity({ path: entry }: HubEntry, files: readonly HubFile[]): string {
  const [first] = files
  if (!entry.endsWith('/') && first) return first.sha256
  const lines = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`)
  return createHash('sha256').update(lines.toSorted().join('')).digest('hex')
}

async function eachFile(
  { sources }: HubSet,
  hub: Hub,
  look: (file: PinnedHubFile, hub: Hub) => Promise<HubFileState | null>,
): Promise<HubFileState[]> {
  const { repositories } = await readPins(hub.pins)
  const states: HubFileState[] = []
  for (const source of sources) {
    const pin = repositories[source.repository]
    for (const entry of source.entries) {
      const listed = pin?.entries.includes(entry.path)
      const files = pinnedFilesOf({ ...source, entries: [entry] }, listed ? pin : undefined)
      for (const file of files) {
        const state = await look(file, hub)
        if (state !== null) states.push(state)
      }
      if (files.length === 0) states.push(unlisted(`${source.repository}/${entry.path}`))
    }
  }
  return states
}

const unlisted = (name: string): HubFileState => ({
  name,
  bytes: null,
  path: null,
  state: 'absent',
  difference: null,
})
