import { valuesOf } from '../config/resolve.ts'
import type { Settings } from '../config/settings.ts'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError, type ExitCode, exitCodes } from '../errors.ts'
import { fetchWeights } from '../weights/fetch.ts'
import { type WeightSet, weightSets } from '../weights/table.ts'
import type { Invocation } from './commands.ts'
import { columns, print, printJson } from './print.ts'
import { loadSettings } from './settings.ts'
import { profileOf, weightFilesOf, weightFolderOf, weightSetNamed, weightSetsOf } from './weight-files.ts'

type Action = (sets: readonly WeightSet[], folder: string | null, asJson: boolean) => Promise<ExitCode>
const actions: Readonly<Record<string, Action>> = { list, pull, path }

/** `bench models`: lists sets of weights, fetches them, or prints where their files lie. */
export async function execute({ args, ...invocation }: Invocation): Promise<ExitCode> {
  const settings = valuesOf((await loadSettings({ args, ...invocation })).resolved)
  const [name = 'list', set] = args
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action === undefined) throw unknownName('action', name, Object.keys(actions))
  const sets = set === undefined ? defaultSets(name, settings) : [weightSetNamed(set)]
  return action(sets, settings['weights.folder'], invocation.options.json === true)
}

/** All are listed; fetched or printed are those that the profile needs. */
function defaultSets(action: string, settings: Settings): readonly WeightSet[] {
  return action === 'list' ? weightSets : weightSetsOf(profileOf(settings.profile))
}

async function list(sets: readonly WeightSet[], folder: string | null, asJson: boolean): Promise<ExitCode> {
  const rows = await Promise.all(sets.map(async (set) => ({ set, files: await weightFilesOf(set, folder) })))
  if (asJson) {
    printJson(
      rows.map(({ set: { id, title, license, downloadBytes }, files }) => ({
        id,
        title,
        license,
        downloadBytes,
        files,
      })),
    )
    return exitCodes.passed
  }
  const cells = rows.map(({ set, files }) => [
    set.id,
    `${files.filter(({ present }) => present).length}/${files.length}`,
    megabytes(set.downloadBytes),
    set.license,
    set.title,
    weightFolderOf(files),
  ])
  print(columns([['Set', 'Files', 'Download', 'Licence', '', 'Folder'], ...cells]))
  print('\nFetch a set with: bench models pull <set>')
  return exitCodes.passed
}

async function pull(sets: readonly WeightSet[], folder: string | null, asJson: boolean): Promise<ExitCode> {
  const paths: string[] = []
  for (const set of sets) {
    const onStep = ({ stage }: { stage: string }) => {
      const size = stage === 'download' ? ` of ${megabytes(set.downloadBytes)}` : ''
      process.stderr.write(`${set.id}: ${stage}${size}\n`)
    }
    const names = set.files.map(({ name }) => name)
    paths.push(...(await fetchWeights(names, { folder, onStep })).map((file) => file.path))
  }
  if (asJson) printJson({ sets: sets.map(({ id }) => id), files: paths })
  else print(sets.length === 0 ? 'This profile needs no weights.' : paths.join('\n'))
  return exitCodes.passed
}

async function path(sets: readonly WeightSet[], folder: string | null, asJson: boolean): Promise<ExitCode> {
  const paths: string[] = []
  for (const set of sets) {
    for (const file of await weightFilesOf(set, folder)) {
      if (!file.present) throw new BenchError('WEIGHTS_ABSENT', { name: file.name, set: set.id })
      paths.push(file.path)
    }
  }
  if (asJson) printJson(paths)
  else print(paths.join('\n'))
  return exitCodes.passed
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`
