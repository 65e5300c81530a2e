import { join } from 'node:path'
import { BenchError } from '../errors.ts'
import { cacheFolder } from './cache-folder.ts'
import { fileBytes, fileHash } from './file-hash.ts'
import { type TableRow, type WeightSet, weightRow, weightSets } from './table.ts'

export interface FoundWeight {
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** Finds files of the weights table on this machine; it never fetches. */
export interface WeightLocator {
  /** The file, its bytes checked against the table, or null when it is not here. Throws BenchError WEIGHTS_DIFFER, UNKNOWN_NAME. */
  find(name: string): Promise<FoundWeight | null>
}

/** @param folder where downloaded weights are kept; null for the user's cache folder */
export function createWeightLocator(
  folder: string | null,
  sets: readonly WeightSet[] = weightSets,
): WeightLocator {
  const checked = new Map<string, Promise<FoundWeight | null>>()
  return {
    find(name) {
      const known = checked.get(name)
      if (known) return known
      const search = findRow(weightRow(name, sets), folder)
      checked.set(name, search)
      return search
    },
  }
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
