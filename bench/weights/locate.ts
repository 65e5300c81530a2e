import { join } from 'node:path'
import { BenchError } from '../errors.ts'
import { cacheFolder } from './cache-folder.ts'
import { fileBytes, fileHash } from './file-hash.ts'
import { entryIdentity, findHubEntry } from './hub/locate.ts'
import { type HubRow, type HubSet, hubRows, hubSets } from './hub/sets.ts'
import { type TableRow, type WeightSet, weightRow, weightSets } from './table.ts'

export interface FoundWeight {
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** Finds files of the tables of weights on this machine; it never fetches. */
export interface WeightLocator {
  /**
   * The file, its bytes checked against the table or the lock file, or null when it is not here. A folder of the hub's
   * table comes with the bytes of all its files, and the sha256 of their list.
   *
   * @throws BenchError WEIGHTS_DIFFER, WEIGHTS_LOCK_INVALID, UNKNOWN_NAME
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
  const names = [...new Set(rows.map(({ entry }) => entry.name))]
  return {
    find(name) {
      const known = checked.get(name)
      if (known) return known
      const row = rows.find(({ entry }) => entry.name === name)
      const search = row ? findEntry(row, folder) : findRow(weightRow(name, sets, names), folder)
      checked.set(name, search)
      return search
    },
  }
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
