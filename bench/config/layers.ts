import { dirname, resolve } from 'node:path'
import type { ConfigFile } from './load.ts'
import type { ConfigInput } from './schema.ts'
import type { Layer, SettingPath, Settings } from './settings.ts'

type Values = { [P in SettingPath]?: Settings[P] }

/** What a config file says; its relative paths start at its own folder. */
export function fileLayer(file: ConfigFile): Layer {
  return layerOf(flatten(file.config), dirname(file.path), () => file.path)
}

/** A source that knows where each of its values comes from. Values that are undefined stay open. */
export function layerOf(values: Values, folder: string, originOf: (path: SettingPath) => string): Layer {
  const entries = Object.entries(absolutePaths(values, folder))
    .filter(([, value]) => value !== undefined)
    .map(([path, value]) => [path, { value, origin: originOf(path as SettingPath), folder }])
  return Object.fromEntries(entries) as Layer
}

/** Paths of settings, taken relative to `folder`; names of tables stay names. */
function absolutePaths(values: Values, folder: string): Values {
  const out: { -readonly [P in SettingPath]?: Settings[P] } = { ...values }
  if (out.output !== undefined) out.output = resolve(folder, out.output)
  if (out['weights.folder']) out['weights.folder'] = resolve(folder, out['weights.folder'])
  if (out.images) out.images = resolve(folder, out.images)
  if (out.prompts !== undefined) out.prompts = pathOrName(out.prompts, folder)
  if (out.baseline) out.baseline = pathOrName(out.baseline, folder)
  absoluteAutoencoderPaths(out, folder)
  const runs = out['preference.runs']
  if (runs !== undefined) out['preference.runs'] = runs.map((word) => labelledRun(word, folder))
  return out
}

/** Files of variants, clips, checkpoints and scored runs. */
function absoluteAutoencoderPaths(out: { -readonly [P in SettingPath]?: Settings[P] }, folder: string): void {
  const {
    'autoencoder.clips': clips,
    'autoencoder.checkpoints': checkpoints,
    'autoencoder.scores': scores,
  } = out
  if (clips) out['autoencoder.clips'] = resolve(folder, clips)
  const mapped = (paths: Readonly<Record<string, string>>, of: (path: string) => string) =>
    Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, of(path)]))
  if (checkpoints) out['autoencoder.checkpoints'] = mapped(checkpoints, (path) => resolve(folder, path))
  if (scores) out['autoencoder.scores'] = mapped(scores, (word) => pathOrName(word, folder))
}

/** `label=run` or a run alone; a run is a path or an id. */
function labelledRun(word: string, folder: string): string {
  const [, label = '', run = word] = /^([^=/\\]+=)(.+)$/.exec(word) ?? []
  return `${label}${pathOrName(run, folder)}`
}

const pathOrName = (text: string, folder: string) =>
  /[\\/]|\.json$/.test(text) ? resolve(folder, text) : text

/** Members of a section as settings: `autoencoder.stages`. */
const section = (name: string, members: object = {}) =>
  Object.fromEntries(Object.entries(members).map(([member, value]) => [`${name}.${member}`, value]))

function flatten(config: ConfigInput): Values {
  const { generators, compare, bootstrap, weights, preference, autoencoder, cost, ...plain } = config
  return {
    ...(plain as Values),
    generators: generators === undefined || Array.isArray(generators) ? generators : [generators],
    ...section('preference', preference),
    ...section('autoencoder', autoencoder),
    ...section('cost', cost),
    'compare.maxRegression': compare?.maxRegression,
    'bootstrap.resamples': bootstrap?.resamples,
    'bootstrap.level': bootstrap?.level,
    'weights.folder': weights?.folder,
  } as Values
}
