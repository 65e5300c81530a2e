import { dirname } from 'node:path'
import { fileLayer, layerOf } from '../config/layers.ts'
import { loadConfigFile } from '../config/load.ts'
import { resolveSettings } from '../config/resolve.ts'
import type { Layer, ResolvedSettings, SettingPath, Settings } from '../config/settings.ts'
import { BenchError } from '../errors.ts'
import { nearestName } from '../records/nearest-name.ts'
import type { Invocation } from './commands.ts'
import { generatorOf } from './generator-options.ts'
import { readValue } from './option-values.ts'
import { flagOf, type OptionName, optionOf, options, variableOf } from './options.ts'

export interface LoadedSettings {
  readonly resolved: ResolvedSettings
  /** The settings file, if one was found. */
  readonly file: string | null
}

/** Joins flags, `BENCH_*` variables, the config file and defaults. Relative paths of the first two start at `cwd`. */
export async function loadSettings(
  invocation: Invocation,
  env: NodeJS.ProcessEnv = process.env,
  cwd: string = process.cwd(),
): Promise<LoadedSettings> {
  const named = invocation.options.config ?? env[variableOf('config')]
  const file = await loadConfigFile(cwd, typeof named === 'string' && named !== '' ? named : null)
  const layers = [flagLayer(invocation, cwd), environmentLayer(invocation.command, env, cwd)]
  if (file !== null) layers.push(fileLayer(file))
  return {
    resolved: resolveSettings(layers, file === null ? cwd : dirname(file.path)),
    file: file?.path ?? null,
  }
}

type Values = { -readonly [P in SettingPath]?: Settings[P] }

function flagLayer({ command, args, options: raw }: Invocation, cwd: string): Layer {
  const texts = new Map<OptionName, readonly string[]>()
  for (const [name, given] of Object.entries(raw) as [OptionName, string | string[] | boolean][]) {
    texts.set(name, (Array.isArray(given) ? given : [given]).map(String))
  }
  const { values, origins } = readOptions(texts, flagOf, command)
  const generator = generatorOf(raw, command)
  if (generator !== null) values.generators = [generator]
  if (takesSuite(command) && args[0] !== undefined) values.suite = args[0]
  const runs = takesSuite(command) ? args.slice(1) : []
  if (runs.length > 0) values['preference.runs'] = studyRuns(args[0]!, runs, command)
  const flags: Partial<Record<SettingPath, string>> = {
    generators: 'flag --generator',
    suite: 'argument',
    'preference.runs': 'argument',
  }
  return layerOf(values, cwd, (path) => flags[path] ?? `flag ${origins.get(path)}`)
}

/** Other suites make their clips, or are told where these lie by --videos. */
function studyRuns(suite: string, runs: readonly string[], command: string): readonly string[] {
  if (suite === 'preference') return runs
  throw new BenchError('OPTION_INVALID', {
    option: 'runs',
    found: runs.join(' '),
    expected: 'none: `bench run preference` alone takes runs',
    command,
  })
}

const takesSuite = (command: string) => command === 'run' || command === 'generate'

function environmentLayer(command: string, env: NodeJS.ProcessEnv, cwd: string): Layer {
  const texts = new Map<OptionName, readonly string[]>()
  for (const name of Object.keys(options) as OptionName[]) {
    const found = env[variableOf(name)]
    if (found !== undefined && found !== '') texts.set(name, [found])
  }
  const { values, origins } = readOptions(texts, variableOf, command)
  return layerOf(values, cwd, (path) => `environment ${origins.get(path)}`)
}

/** Reads the options that set settings; a repeated list is joined, of anything else the last one counts. */
function readOptions(
  texts: ReadonlyMap<OptionName, readonly string[]>,
  nameOf: (name: OptionName) => string,
  command: string,
): { values: Values; origins: ReadonlyMap<SettingPath, string> } {
  const values: Record<string, unknown> = {}
  const origins = new Map<SettingPath, string>()
  for (const [name, given] of texts) {
    const option = optionOf(name)
    if (option.sets === undefined) continue
    const found = given.map((text) => readValue<unknown>(option.reads, text, nameOf(name), command))
    values[option.sets] = Array.isArray(found[0]) ? [...new Set(found.flat())] : found.at(-1)
    origins.set(option.sets, nameOf(name))
  }
  return { values: values as Values, origins }
}

/** Variables that look like misspelt settings, with the name that was probably meant. */
export function misspeltVariables(env: NodeJS.ProcessEnv): { found: string; meant: string }[] {
  const known = (Object.keys(options) as OptionName[]).map(variableOf)
  const others = ['BENCH_DEBUG', 'BENCH_CACHE']
  return Object.keys(env)
    .filter((name) => name.startsWith('BENCH_') && !known.includes(name) && !others.includes(name))
    .flatMap((found) => {
      const meant = nearestName(found, known)
      return meant === null ? [] : [{ found, meant }]
    })
}
