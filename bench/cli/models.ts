import { dirname } from 'node:path'
import { valuesOf } from '../config/resolve.ts'
import type { Settings } from '../config/settings.ts'
import { unknownName } from '../config/unknown-name.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import type { Invocation } from './commands.ts'
import { listenForInterruption, resumeCommand } from './interruption.ts'
import {
  filesOf,
  isGated,
  type ModelFile,
  type ModelSet,
  modelSetNamed,
  modelSets,
  modelSetsOf,
  type Pulling,
  pathsOf,
  pullSet,
  verifiedFilesOf,
} from './model-sets.ts'
import { columns, print, printJson } from './print.ts'
import { bytesText, pullProgress } from './pull-progress.ts'
import { loadSettings } from './settings.ts'
import { profileOf } from './weight-files.ts'

interface Request {
  readonly name: string | undefined
  readonly settings: Settings
  readonly folder: string | null
  readonly asJson: boolean
  readonly argv: readonly string[]
}
const actions: Readonly<Record<string, (request: Request) => Promise<ExitCode>>> = {
  list,
  pull,
  verify,
  path,
}

/** `bench models`: lists sets of weights, fetches them, reads them again, or prints where they lie. */
export async function execute({ args, argv, ...invocation }: Invocation): Promise<ExitCode> {
  const settings = valuesOf((await loadSettings({ args, argv, ...invocation })).resolved)
  const [action = 'list', name] = args
  const perform = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (perform === undefined) throw unknownName('action', action, Object.keys(actions))
  const asJson = invocation.options.json === true
  return perform({ name, settings, folder: settings['weights.folder'], asJson, argv })
}

async function list({ name, folder, asJson }: Request): Promise<ExitCode> {
  const sets = name === undefined ? modelSets : [modelSetNamed(name)]
  const rows = await Promise.all(sets.map(async (set) => ({ set, files: await filesOf(set, folder) })))
  if (asJson) {
    printJson(
      rows.map(({ set, files }) => {
        const { id, title, license, downloadBytes } = set
        return { id, title, license, isGated: isGated(set), downloadBytes, files }
      }),
    )
    return exitCodes.passed
  }
  const cells = rows.map(({ set, files }) => [
    set.id,
    `${files.filter(isHere).length}/${files.length}`,
    set.downloadBytes === null ? 'unknown' : bytesText(set.downloadBytes),
    `${set.license}${isGated(set) ? ', gated' : ''}`,
    set.title,
    folderOf(files),
  ])
  print(columns([['Set', 'Files', 'Download', 'Licence', '', 'Folder'], ...cells]))
  print('\nFetch a set with: bench models pull <set>')
  return exitCodes.passed
}

async function pull({ name, settings, folder, asJson, argv }: Request): Promise<ExitCode> {
  const sets: readonly ModelSet[] = name === undefined ? profileSets(settings) : [modelSetNamed(name)]
  return interruptible(argv, folder, async (pulling) => {
    const paths: string[] = []
    for (const set of sets) paths.push(...(await pullSet(set, pulling)))
    if (asJson) printJson({ sets: sets.map(({ id }) => id), files: paths })
    else print(sets.length === 0 ? 'This profile needs no weights.' : paths.join('\n'))
    return exitCodes.passed
  })
}

async function verify({ name, folder, asJson, argv }: Request): Promise<ExitCode> {
  const sets = name === undefined ? modelSets : [modelSetNamed(name)]
  return interruptible(argv, folder, async (pulling) => {
    const results: ({ readonly set: string } & ModelFile)[] = []
    for (const set of sets) {
      if (name === undefined && !(await wasPulled(set, folder))) continue
      const done = new Set(results.map((file) => file.name))
      const files = await verifiedFilesOf(set, pulling, done)
      results.push(...files.map((file) => ({ set: set.id, ...file })))
    }
    const ok = results.every(({ state }) => state === 'right')
    if (asJson) printJson({ ok, files: results })
    else print(results.length === 0 ? 'No weights are on this machine.' : columns(results.map(verifiedCells)))
    return ok ? exitCodes.passed : exitCodes.preflight
  })
}

/** Sets that share files with a pulled one, or of which nothing is here, were never asked for. */
async function wasPulled(set: ModelSet, folder: string | null): Promise<boolean> {
  const files = await filesOf(set, folder)
  return files.every(({ bytes }) => bytes !== null) && files.some(({ state }) => state !== 'absent')
}

async function path({ name, settings, folder, asJson }: Request): Promise<ExitCode> {
  const names = name === undefined ? profileSets(settings).map(({ id }) => id) : [name]
  const paths = (await Promise.all(names.map((each) => pathsOf(each, folder)))).flat()
  if (asJson) printJson(paths)
  else print(paths.join('\n'))
  return exitCodes.passed
}

/** Shows progress on stderr; the first Ctrl-C stops, keeps what came and says how to go on. */
async function interruptible(
  argv: readonly string[],
  folder: string | null,
  work: (pulling: Pulling) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { stderr } = process
  const interruption = listenForInterruption()
  const progress = pullProgress({
    write: (text) => stderr.write(text),
    isTerminal: stderr.isTTY === true && !process.env.CI,
    now: Date.now,
    columns: stderr.columns || 80,
  })
  try {
    return await work({ folder, onProgress: progress.onProgress, signal: interruption.signal })
  } catch (error) {
    if (!interruption.signal.aborted) throw error
    stderr.write(`What came is kept. Go on with: ${resumeCommand(argv)}\n`)
    return exitCodes.interrupted
  } finally {
    progress.finish()
    interruption.close()
  }
}

const profileSets = (settings: Settings) => modelSetsOf(profileOf(settings.profile))

const isHere = ({ state }: ModelFile) => state === 'right' || state === 'unchecked'

const folderOf = (files: readonly ModelFile[]) => (files[0]?.path ? dirname(files[0].path) : '')

const verifiedCells = ({ set, name, state, bytes, reason }: { readonly set: string } & ModelFile) => [
  state,
  set,
  name,
  reason ?? (bytes === null ? 'never pulled' : bytesText(bytes)),
]
