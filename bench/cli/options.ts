import { tiers } from '../../suites/contract.ts'
import { formKinds } from '../config/preference.ts'
import type { SettingPath, Settings } from '../config/settings.ts'
import {
  count,
  fraction,
  integer,
  names,
  notNegative,
  oneOf,
  type Reader,
  text,
  yesOrNo,
} from './option-values.ts'

/** A table whose names complete an option's value. */
export type NameKind =
  | 'suites'
  | 'prompts'
  | 'generators'
  | 'profiles'
  | 'dimensions'
  | 'degradations'
  | 'tiers'
  | 'forms'
  | 'formats'
  | 'reporters'
  | 'shells'

interface Shown {
  readonly about: string
  /** How its value is called in the help; without it the option is a switch. */
  readonly value?: string
  readonly repeats?: true
  readonly completes?: NameKind | 'files' | 'folders'
}
/** An option that sets a setting, and so has a `BENCH_*` variable too. */
type SettingOption = {
  [P in SettingPath]: Shown & { readonly sets: P; readonly reads: Reader<NonNullable<Settings[P]>> }
}[SettingPath]
/** An option for this call only. */
type CallOption = Shown & { readonly sets?: never }
export type Option = SettingOption | CallOption
/** What help, documents and completion say of an option. */
export type ShownOption = Shown & { readonly sets?: SettingPath | undefined }

/** Every option of every command. Flags, variables, help and completion are made from it: `maxRegression` is `--max-regression`. */
export const options = {
  prompts: {
    sets: 'prompts',
    reads: text,
    value: 'list',
    completes: 'prompts',
    about: 'toybox, vbench, vbench-i2v, from-files, or a JSON file in the schema of the suite',
  },
  images: {
    sets: 'images',
    reads: text,
    value: 'folder',
    completes: 'folders',
    about: 'vbench-i2v: the pictures that clips are made from',
  },
  imageRatio: {
    sets: 'imageRatio',
    reads: text,
    value: 'ratio',
    about: 'vbench-i2v: which crops of them, such as 16-9',
  },
  generator: { value: 'kind', completes: 'generators', about: 'where clips come from' },
  model: { value: 'label', about: 'name of the model in tables' },
  videos: {
    value: '[label=]folder',
    repeats: true,
    completes: 'folders',
    about: 'recorded: a folder of videos; repeat it for several models',
  },
  map: { value: 'file', completes: 'files', about: 'recorded: JSON or CSV that maps files to prompts' },
  degrade: {
    value: 'kind[:strength]',
    completes: 'degradations',
    about: 'toybox: spoil the clips on purpose, such as flicker or noise:0.5',
  },
  option: {
    value: 'name=value',
    repeats: true,
    about: 'any other option of the generator, its value as JSON or text',
  },
  profile: {
    sets: 'profile',
    reads: text,
    value: 'name',
    completes: 'profiles',
    about: 'which networks play which role',
  },
  dimension: {
    sets: 'dimensions',
    reads: names,
    value: 'names',
    repeats: true,
    completes: 'dimensions',
    about: 'score only these dimensions',
  },
  samples: { sets: 'samples', reads: integer(1, 1000), value: 'n', about: 'clips of every prompt' },
  limit: { sets: 'limit', reads: count, value: 'n', about: 'at most so many prompts' },
  tier: {
    sets: 'tier',
    reads: oneOf(tiers),
    value: 'name',
    completes: 'tiers',
    about: 'a stratified part of the prompts: pr, nightly, full',
  },
  seed: { sets: 'seed', reads: integer(0, 2 ** 31 - 1), value: 'n', about: 'seed of everything random' },
  workers: {
    sets: 'workers',
    reads: integer(1, 1024),
    value: 'n',
    about: 'processes that score, and generator sessions, at most',
  },
  threads: { sets: 'threads', reads: integer(1, 1024), value: 'n', about: 'threads of one network session' },
  scoreTimeoutSeconds: {
    sets: 'scoreTimeoutSeconds',
    reads: integer(1, 604_800),
    value: 'n',
    about: 'how long one clip may take to be scored',
  },
  budget: {
    sets: 'autoencoder.budgetSeconds',
    reads: integer(1, 604_800),
    value: 'seconds',
    about: 'autoencoder: how long measuring may take',
  },
  output: {
    sets: 'output',
    reads: text,
    value: 'folder',
    completes: 'folders',
    about: 'the folder that holds run folders',
  },
  allowPartial: {
    sets: 'allowPartial',
    reads: yesOrNo,
    about: 'go on with missing or unusable clips; coverage is shown',
  },
  strict: {
    sets: 'strict',
    reads: yesOrNo,
    about: 'refuse to start when weights of a dimension are missing',
  },
  withinSegmentsOnly: {
    sets: 'withinSegmentsOnly',
    reads: yesOrNo,
    about: 'clips of 5 s or more: leave out how alike their segments are',
  },
  format: {
    sets: 'formats',
    reads: names,
    value: 'names',
    repeats: true,
    completes: 'formats',
    about: 'files of the report',
  },
  reporter: {
    sets: 'reporters',
    reads: names,
    value: 'names',
    repeats: true,
    completes: 'reporters',
    about: 'what is shown meanwhile; `name=file` writes to a file',
  },
  baseline: {
    sets: 'baseline',
    reads: text,
    value: 'run',
    completes: 'files',
    about: 'compare with this run folder, result.json, run id, or results of VBench (JSON or zip)',
  },
  maxRegression: {
    sets: 'compare.maxRegression',
    reads: notNegative,
    value: 'x',
    about: "the largest drop that passes, in the metric's own unit",
  },
  resamples: {
    sets: 'bootstrap.resamples',
    reads: integer(100, 1_000_000),
    value: 'n',
    about: 'resamples of the bootstrap',
  },
  level: {
    sets: 'bootstrap.level',
    reads: fraction,
    value: 'x',
    about: 'level of the intervals, 0.95 for 95 %',
  },
  form: {
    sets: 'preference.form',
    reads: oneOf(formKinds),
    value: 'kind',
    completes: 'forms',
    about: 'preference: what raters are asked: pairwise, rating, dimensions',
  },
  against: {
    sets: 'preference.against',
    reads: text,
    value: 'model',
    about: 'preference: compare this model with every other one',
  },
  raters: {
    sets: 'preference.raters',
    reads: integer(1, 10_000),
    value: 'n',
    about: 'preference: how many people',
  },
  ratersPerItem: {
    sets: 'preference.ratersPerItem',
    reads: integer(1, 10_000),
    value: 'n',
    about: 'preference: how many of them judge each pair, or rate each clip',
  },
  weights: {
    sets: 'weights.folder',
    reads: text,
    value: 'folder',
    completes: 'folders',
    about: 'where downloaded weights are kept',
  },
  provider: { value: 'name', about: 'where networks run: cpu, webgpu or cuda' },
  suite: {
    value: 'name',
    about: 'every network of a suite (vbench), from the folders below; writes a certificate',
  },
  config: {
    value: 'file',
    completes: 'files',
    about: 'the settings file, instead of the nearest bench.config.*',
  },
  fresh: { about: 'reuse nothing: start a new run; of score: compute every score again' },
  dryRun: { about: 'show what would be made and scored, and stop' },
  fit: {
    about: 'show what an open-sora model takes of memory and time, before anything is loaded, and stop',
  },
  memory: { value: 'GiB', about: 'plan --fit for a machine with so much memory' },
  printConfig: { about: 'show every setting with its origin, and stop' },
  reveal: { about: 'of a study: show the results from now on; this is written down' },
  open: { about: 'one more link that makes a rater of whoever opens it' },
  prolific: {
    value: 'code',
    about: 'a link for Prolific; participants get this completion code at the end',
  },
  host: { value: 'address', about: 'where to listen; 127.0.0.1, this machine alone, when left out' },
  port: { value: 'n', about: 'the port to listen on; 0 takes any free one' },
  origin: {
    value: 'url',
    about: 'what browsers call the server, with a proxy in front: https://study.example.org',
  },
  export: {
    value: 'folder',
    completes: 'folders',
    about: 'write forms that work without a network into this folder, and stop',
  },
  newLinks: { about: 'end the links made before and make new ones' },
  abandonAfterMinutes: {
    value: 'n',
    about: 'give the open items of a rater who was away so long to whoever comes new; a day when left out',
  },
  json: { about: 'print one JSON document on stdout' },
  ci: { value: 'service', about: 'also write a workflow: github' },
} as const satisfies Record<string, Option>

export type OptionName = keyof typeof options

/** `maxRegression` → `--max-regression`. */
export function flagOf(name: OptionName): string {
  return `--${kebab(name)}`
}

/** `maxRegression` → `BENCH_MAX_REGRESSION`. */
export function variableOf(name: OptionName): string {
  return `BENCH_${kebab(name).replaceAll('-', '_').toUpperCase()}`
}

/** The option as one of the table's form, without its literal types. */
export function optionOf(name: OptionName): Option {
  return options[name]
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
