import { valuesOf } from '../config/resolve.ts'
import type { Settings } from '../config/settings.ts'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError, type ExitCode, exitCodes } from '../errors.ts'
import { fetchWeightSet } from '../weights/fetch.ts'
import { weightsFolder } from '../weights/folder.ts'
import { createWeightLocator } from '../weights/locate.ts'
import { type WeightFile, type WeightSetName, weightSets } from '../weights/table.ts'
import type { Invocation } from './commands.ts'
import { columns, print, printJson } from './print.ts'
import { profileOf, weightSetsOf } from './profile-weights.ts'
import { loadSettings } from './settings.ts'

const actions = { list, pull, path }

/** `bench models`: lists sets of weights, fetches them, or prints where their files lie. */
export async function execute(invocation: Invocation): Promise<ExitCode> {
  const settings = valuesOf((await loadSettings(invocation)).resolved)
  const [action = 'list', set] = invocation.args
  if (!Object.hasOwn(actions, action)) throw unknownName('action', action, Object.keys(actions))
  return actions[action as keyof typeof actions](settings, set, invocation.options.json === true)
}

async function list(settings: Settings, set: string | undefined, asJson: boolean): Promise<ExitCode> {
  const rows = []
  for (const name of set === undefined ? allSets : [setNamed(set)]) {
    const { title, licence, downloadBytes } = weightSets[name]
    const files = await locate(settings, name)
    const present = files.filter(({ path }) => path !== null).length
    rows.push({ name, title, licence, downloadBytes, present, files })
  }
  if (asJson) printJson({ folder: weightsFolder(settings['weights.folder']), sets: rows })
  else {
    const head = ['Set', 'Files here', 'Download', 'Licence', '']
    const cells = rows.map(({ name, title, licence, downloadBytes, present, files }) => {
      const size = `${Math.ceil(downloadBytes / 1e6)} MB`
      return [name, `${present}/${files.length}`, size, licence, title]
    })
    print(columns([head, ...cells]))
    print(`\nFolder: ${weightsFolder(settings['weights.folder'])}. Fetch a set with: bench models pull <set>`)
  }
  return exitCodes.passed
}

async function pull(settings: Settings, set: string | undefined, asJson: boolean): Promise<ExitCode> {
  const folder = settings['weights.folder']
  const wanted = set === undefined ? weightSetsOf(profileOf(settings.profile)) : [setNamed(set)]
  const fetched: string[] = []
  for (const name of wanted) {
    const size = Math.ceil(weightSets[name].downloadBytes / 1e6)
    process.stderr.write(`${name}: fetching what is missing, at most ${size} MB\n`)
    fetched.push(...(await fetchWeightSet(name, folder)).map((file) => file.path))
  }
  if (asJson) printJson({ sets: wanted, files: fetched })
  else print(wanted.length === 0 ? `Profile ${settings.profile} needs no weights.` : fetched.join('\n'))
  return exitCodes.passed
}

async function path(settings: Settings, set: string | undefined, asJson: boolean): Promise<ExitCode> {
  const wanted = set === undefined ? weightSetsOf(profileOf(settings.profile)) : [setNamed(set)]
  const files = (await Promise.all(wanted.map((name) => locate(settings, name)))).flat()
  const absent = files.find((file) => file.path === null)
  if (absent !== undefined) {
    throw new BenchError('WEIGHTS_ABSENT', { name: absent.name, set: absent.set })
  }
  if (asJson) printJson({ sets: wanted, files })
  else print(files.map((file) => file.path).join('\n'))
  return exitCodes.passed
}

const allSets = Object.keys(weightSets) as WeightSetName[]

function setNamed(name: string): WeightSetName {
  const found = allSets.find((set) => set === name)
  if (found === undefined) throw unknownName('set of weights', name, allSets)
  return found
}

/** Each file of a set with its path, or null when it is not here with the pinned bytes. */
async function locate(settings: Settings, set: WeightSetName) {
  const locator = createWeightLocator(settings['weights.folder'])
  const files: readonly WeightFile[] = weightSets[set].files
  return Promise.all(
    files.map(async ({ name, bytes }) => ({
      set,
      name,
      bytes,
      path: (await locator.find(name))?.path ?? null,
    })),
  )
}
