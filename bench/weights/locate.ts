import { join } from 'node:path'
import { BenchError } from '../errors.ts'
import type { Json } from '../records/identity.ts'
import { findAddress } from './addresses/locate.ts'
import { cacheFolder } from './cache-folder.ts'
import { fileBytes, fileHash } from './file-hash.ts'
import { entryIdentity, findHubEntry } from './hub/locate.ts'
import { type AddressRow, addressRows, type HubRow, type HubSet, hubRows, hubSets } from './hub/sets.ts'
import { findOwnNetwork } from './networks.ts'
import { type TableRow, type WeightSet, weightRow, weightSets } from './table.ts'

export interface FoundWeight {
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  /** Of a network of the user's own that stands in for the file: its sizes, null for the released ones. */
  readonly network?: { readonly architecture: { readonly [key: string]: Json } | null }
}

/** Finds files of the tables of weights on this machine; it never fetches. */
export interface WeightLocator {
  /**
   * The file, its bytes checked against the table or the lock file, or null when it is not here. A folder of the hub's
   * table comes with the bytes of all its files, and the sha256 of their list. A network of the user's own in the
   * folder goes before.
   *
   * @throws BenchError WEIGHTS_DIFFER, WEIGHTS_LOCK_INVALID, UNKNOWN_NAME, NETWORK_FOLDER
   */
  find(name: string): Promise<FoundWeight | null>
}

/** @param folder where downloaded weights are kept; null for the user's cache folders */
export function createWeightLocator(
  folder: string | null,
  sets: readonly WeightSet[] = weightSets,
  hub: readonly HubSet[] = hubSets,
): WeightLocator {
  const checked = new Map<string, Promise<FoundWeight | null>>()
  const rows = hubRows(hub)
  const addresses = addressRows(hub)
  const names = [...new Set([...rows, ...addresses].map(({ entry }) => entry.name))]
  const search = async (name: string): Promise<FoundWeight | null> => {
    const own = await findOwnNetwork(name, folder)
    if (own !== null) return own
    const row = rows.find(({ entry }) => entry.name === name)
    if (row) return findEntry(row, folder)
    const address = addresses.find(({ entry }) => entry.name === name)
    if (address) return findAddressed(address, folder)
    return findRow(weightRow(name, sets, names), folder)
  }
  return {
    find(name) {
      const known = checked.get(name)
      if (known) return known
      const found = search(name)
      checked.set(name, found)
      return found
    },
  }
}

async function findAddressed(row: AddressRow, folder: string | null): Promise<FoundWeight | null> {
  const found = await findAddress(row, { folder })
  return found && { path: found.path, bytes: found.bytes, sha256: found.sha256 }
}

async function findEntry(row: HubRow, folder: string | null): Promise<FoundWeight | null> {
  const found = await findHubEntry(row, { folder })
  if (found === null) return null
  const bytes = found.files.reduce((total, file) => total + file.bytes, 0)
  return { path: found.path, bytes, sha256: entryIdentity(row.entry, found.files) }
}

async function findRow(row: TableRow, folder: string | null): Promise<FoundWeight | null> {
  const path = weightPath(row, folder)
  const { bytes, sha256 } = row.file
  const foundBytes = await fileBytes(path)
  if (foundBytes === null) return null
  const found = foundBytes === bytes ? await fileHash(path) : `${foundBytes} bytes`
  if (found === sha256) return { path, bytes, sha256 }
  const expected = foundBytes === bytes ? sha256 : `${bytes} bytes`
  throw new BenchError('WEIGHTS_DIFFER', { path, found, expected, set: row.set.id })
}

/** Where a file of the table belongs: its set has a folder of its own, so that equal base names don't meet. */
export function weightPath({ set, file }: TableRow, folder: string | null): string {
  return join(folder ?? join(cacheFolder(), 'weights'), set.id, file.name)
}
