import type { Profile } from '../../evaluators/contract.ts'
import { backbonesOf } from '../../evaluators/profiles.ts'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError } from '../errors.ts'
import { fetchWeights } from '../weights/fetch.ts'
import type { HubProgress } from '../weights/hub/hub.ts'
import { hubFilesOf, verifyHubSet } from '../weights/hub/locate.ts'
import { pullHubSet } from '../weights/hub/pull.ts'
import { addressRows, type HubSet, hubRows, hubSets } from '../weights/hub/sets.ts'
import { createWeightLocator } from '../weights/locate.ts'
import { type WeightSet, weightSets } from '../weights/table.ts'
import { weightFilesOf } from './weight-files.ts'

/** A set of either table. */
export type ModelSet = WeightSet | HubSet
export const modelSets: readonly ModelSet[] = [...weightSets, ...hubSets]

const isOfHub = (set: ModelSet): set is HubSet => 'sources' in set

/** Whether its terms must be accepted at the hub before it is served. */
export const isGated = (set: ModelSet): boolean => isOfHub(set) && set.isGated

export interface ModelFile {
  readonly name: string
  /** Null before the first pull of a set of the hub. */
  readonly bytes: number | null
  /** Where it is or belongs, absolute; null before the first pull of a set of the hub. */
  readonly path: string | null
  /** `unchecked`: its size is right. */
  readonly state: 'absent' | 'unchecked' | 'right' | 'wrong'
  /** What is wrong with it; else null. */
  readonly reason: string | null
}

export interface Pulling {
  readonly folder: string | null
  readonly onProgress: (progress: HubProgress) => void
  readonly signal: AbortSignal
}

/** The files of a set, as they are on this machine; large ones by size only. */
export function filesOf(set: ModelSet, folder: string | null): Promise<readonly ModelFile[]> {
  return isOfHub(set) ? hubFilesOf(set, { folder }).then(withReasons) : packageFiles(set, folder)
}

/** The same, with every byte read; without those of `skip`, which another set shares. */
export function verifiedFilesOf(
  set: ModelSet,
  options: Pulling,
  skip: ReadonlySet<string>,
): Promise<readonly ModelFile[]> {
  return isOfHub(set) ? verifyHubSet(set, options, skip).then(withReasons) : packageFiles(set, options.folder)
}

/** Brings a set to this machine; its paths. */
export async function pullSet(set: ModelSet, options: Pulling): Promise<string[]> {
  if (isOfHub(set)) return (await pullHubSet(set, options)).map(({ path }) => path)
  const { folder, onProgress, signal } = options
  const stages = { present: 'present', download: 'list', unpack: 'check', done: 'done' } as const
  const onStep = ({ stage, bytes }: { readonly stage: keyof typeof stages; readonly bytes: number }) =>
    onProgress({
      set: set.id,
      name: set.id,
      stage: stages[stage],
      doneBytes: stage === 'unpack' ? 0 : bytes,
      totalBytes: bytes,
      note: '',
    })
  const names = set.files.map(({ name }) => name)
  return (await fetchWeights(names, { folder, onStep, signal })).map(({ path }) => path)
}

/**
 * The paths of a set, or of one file or folder of any set, checked.
 *
 * @throws BenchError UNKNOWN_NAME, WEIGHTS_ABSENT, WEIGHTS_DIFFER
 */
export async function pathsOf(name: string, folder: string | null): Promise<string[]> {
  const set = modelSets.find(({ id }) => id === name)
  const names = set ? namesIn(set) : [name]
  if (!set && !allNames().includes(name)) throw unknownName('set or file of weights', name, allNames())
  const locator = createWeightLocator(folder)
  return Promise.all(
    names.map(async (file) => {
      const found = await locator.find(file)
      if (found !== null) return found.path
      throw new BenchError('WEIGHTS_ABSENT', { name: file, set: setOf(file)?.id ?? name })
    }),
  )
}

/** The sets of weights that the backbones of a profile need, each once. */
export function modelSetsOf(profile: Profile): ModelSet[] {
  const names = backbonesOf(profile).flatMap((backbone) => backbone.weights)
  return [...new Set(names.map(modelSetWith))]
}

/** The first set that holds a file. Throws UNKNOWN_NAME. */
function modelSetWith(name: string): ModelSet {
  const set = setOf(name)
  if (set) return set
  throw unknownName('weight file', name, allNames())
}

/** Throws UNKNOWN_NAME. */
export function modelSetNamed(name: string): ModelSet {
  const set = modelSets.find(({ id }) => id === name)
  if (set) return set
  throw unknownName(
    'set of weights',
    name,
    modelSets.map(({ id }) => id),
  )
}

async function packageFiles(set: WeightSet, folder: string | null): Promise<ModelFile[]> {
  return (await weightFilesOf(set, folder)).map(({ name, bytes, path, present, damage }) => ({
    name,
    bytes,
    path,
    state: present ? 'right' : damage === null ? 'absent' : 'wrong',
    reason: damage?.message ?? null,
  }))
}

const withReasons = (files: Awaited<ReturnType<typeof hubFilesOf>>): ModelFile[] =>
  files.map(({ difference, ...file }) => ({
    ...file,
    reason: difference && `found ${difference.found}, expected ${difference.expected}`,
  }))

const namesIn = (set: ModelSet): string[] =>
  isOfHub(set)
    ? [...hubRows([set]), ...addressRows([set])].map(({ entry }) => entry.name)
    : set.files.map(({ name }) => name)

const setOf = (file: string) => modelSets.find((set) => namesIn(set).includes(file))

const allNames = () => [
  ...new Set([...modelSets.map(({ id }) => id), ...modelSets.flatMap((set) => namesIn(set))]),
]
