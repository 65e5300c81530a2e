import { fingerprint } from './checked-file.ts'
import { weightPath, weightsFolder } from './folder.ts'
import { setOf, type WeightFile, weightSets } from './table.ts'

export interface LocatedFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/**
 * Finds the files of the table in a folder. A file whose bytes are not the pinned ones counts as absent: it is
 * fetched again rather than trusted. Each file is hashed once in the life of a locator.
 *
 * @param setting the folder, or null for the user's cache folder
 */
export function createWeightLocator(setting: string | null): {
  find(name: string): Promise<LocatedFile | null>
} {
  const folder = weightsFolder(setting)
  const found = new Map<string, Promise<LocatedFile | null>>()
  return {
    find(name) {
      const known = found.get(name) ?? locate(folder, name)
      found.set(name, known)
      return known
    },
  }
}

async function locate(folder: string, name: string): Promise<LocatedFile | null> {
  const set = setOf(name)
  if (set === undefined) return null
  const files: readonly WeightFile[] = weightSets[set].files
  const file = files.find((entry) => entry.name === name)
  const path = weightPath(folder, set, name)
  const print = await fingerprint(path)
  return print !== null && print.sha256 === file?.sha256 ? { path, ...print } : null
}
