import type { ExitCode } from '../errors.ts'
import { type NameKind, type OptionName, optionOf, type ShownOption } from './options.ts'

/** What was typed: values by option, still text. */
export type RawOptions = { readonly [N in OptionName]?: string | readonly string[] | boolean }

export interface Invocation {
  readonly command: string
  readonly args: readonly string[]
  readonly options: RawOptions
  /** All of the command line behind the program's name. */
  readonly argv: readonly string[]
}

export interface CommandModule {
  execute(invocation: Invocation): Promise<ExitCode>
}

export interface Command {
  readonly name: string
  readonly about: string
  /** In commander's notation. */
  readonly args: readonly {
    readonly name: string
    readonly about: string
    readonly completes?: NameKind | 'files'
  }[]
  readonly options: readonly OptionName[]
  /** Options that set nothing here and act on this call alone, with what they do: no variable, file or default counts. */
  readonly own?: { readonly [N in OptionName]?: string }
  /** Imported only when the command runs, so that `--help` is quick. */
  load(): Promise<CommandModule>
}

/** An option as this command has it. */
export function optionIn({ own }: Command, name: OptionName): ShownOption {
  const option: ShownOption = optionOf(name)
  const about = own?.[name]
  return about === undefined ? option : { ...option, about, sets: undefined }
}

const sources = [
  'prompts',
  'images',
  'imageRatio',
  'generator',
  'model',
  'videos',
  'map',
  'degrade',
  'option',
] as const
const plan = ['dimension', 'samples', 'limit', 'tier', 'seed'] as const
const machine = ['workers', 'threads', 'output', 'weights'] as const
const judging = [
  'allowPartial',
  'strict',
  'withinSegmentsOnly',
  'baseline',
  'maxRegression',
  'resamples',
  'level',
] as const
const study = ['form', 'against', 'raters', 'ratersPerItem'] as const
const shown = ['format', 'reporter'] as const
const call = ['config', 'fresh', 'dryRun', 'fit', 'memory', 'printConfig', 'json'] as const

export const commands: readonly Command[] = [
  {
    name: 'run',
    about: 'Plan, generate, score, aggregate and report',
    args: [
      { name: '[suite]', about: 'the suite; vbench when left out', completes: 'suites' },
      { name: '[runs...]', about: 'of preference: runs whose clips are compared', completes: 'files' },
    ],
    options: [
      ...sources,
      'profile',
      ...plan,
      ...study,
      ...machine,
      'scoreTimeoutSeconds',
      'budget',
      ...judging,
      ...shown,
      ...call,
    ],
    load: () => import('./run.ts'),
  },
  {
    name: 'generate',
    about: 'Plan and make the clips, without scores',
    args: [{ name: '[suite]', about: 'the suite; vbench when left out', completes: 'suites' }],
    options: [...sources, ...plan, ...machine, 'allowPartial', 'reporter', ...call],
    load: () => import('./generate.ts'),
  },
  {
    name: 'score',
    about: 'Score the clips of a run and aggregate',
    args: [{ name: '<run>', about: 'a run folder or run id', completes: 'files' }],
    options: [...machine, 'scoreTimeoutSeconds', ...judging, ...shown, 'config', 'fresh', 'json'],
    load: () => import('./score.ts'),
  },
  {
    name: 'report',
    about: 'Write report files from a result',
    args: [{ name: '<run>', about: 'a run folder, result.json or run id', completes: 'files' }],
    options: ['format', 'allowPartial', 'reveal', 'output', 'config', 'json'],
    load: () => import('./report.ts'),
  },
  {
    name: 'compare',
    about: 'Compare run B with run A, paired by prompt',
    args: [
      {
        name: '<a>',
        about:
          'the baseline: a run folder, result.json, run id, or results of VBench (*_eval_results.json, zip)',
        completes: 'files',
      },
      { name: '<b>', about: 'the run to judge, likewise', completes: 'files' },
    ],
    options: ['maxRegression', 'resamples', 'level', 'output', 'config', 'json'],
    load: () => import('./compare.ts'),
  },
  {
    name: 'review',
    about: 'Serve the page where people judge the clips of a study',
    args: [{ name: '<run>', about: 'a run of `bench run preference`', completes: 'files' }],
    options: [
      'raters',
      'open',
      'prolific',
      'host',
      'port',
      'origin',
      'newLinks',
      'abandonAfterMinutes',
      'export',
      'output',
      'config',
      'json',
    ],
    own: { raters: 'how many links or forms to make now' },
    load: () => import('./review.ts'),
  },
  {
    name: 'votes',
    about: 'Take in the votes of offline forms, or write all votes as tables',
    args: [
      { name: '<action>', about: 'import or export' },
      { name: '<run>', about: 'a run of `bench run preference`', completes: 'files' },
      { name: '[files...]', about: 'of import: the files that offline forms saved', completes: 'files' },
    ],
    options: ['allowPartial', 'reveal', 'output', 'config', 'json'],
    own: { allowPartial: 'take in what is whole of a broken file' },
    load: () => import('./votes.ts'),
  },
  {
    name: 'models',
    about: 'List weights, fetch them, check them, or print where they lie',
    args: [
      { name: '[action]', about: 'list (the default), pull, verify or path' },
      {
        name: '[set]',
        about: 'a set of weights, or for path a file of one; those of the profile when left out',
      },
    ],
    options: ['profile', 'weights', 'config', 'json'],
    load: () => import('./models.ts'),
  },
  {
    name: 'parity',
    about: "Hold a network against recorded cases, each within the folder's own tolerance",
    args: [{ name: '<folder>', about: 'a folder with config.json, weights and tensors', completes: 'files' }],
    options: ['suite', 'provider', 'output', 'config', 'json'],
    load: () => import('./parity.ts'),
  },
  {
    name: 'doctor',
    about: 'Check this machine; each line is OK or the remedy',
    args: [],
    options: ['profile', 'output', 'weights', 'config', 'json'],
    load: () => import('./doctor.ts'),
  },
  {
    name: 'init',
    about: 'Write a commented bench.config.ts here',
    args: [],
    options: ['ci'],
    load: () => import('./init.ts'),
  },
  {
    name: 'completion',
    about: 'Print a completion script',
    args: [{ name: '<shell>', about: 'bash, zsh or fish', completes: 'shells' }],
    options: [],
    load: () => import('./completion.ts'),
  },
]
