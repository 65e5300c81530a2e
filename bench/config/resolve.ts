import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { profileStages } from '../records/autoencoder-result.ts'
import { aspects } from '../records/vote.ts'
import type { GeneratorSetting } from './schema.ts'
import type { Assignment, Layer, ResolvedSettings, SettingPath, Settings } from './settings.ts'

/** Joins the sources, the strongest first, and fills what is left open with defaults that suit the rest. */
export function resolveSettings(layers: readonly Layer[], folder: string): ResolvedSettings {
  const given = Object.assign({}, ...layers.toReversed()) as Layer
  return inOrder({ ...fixedDefaults(folder), ...dependentDefaults(given), ...given })
}

/** The bare values, without their origins. */
export function valuesOf(resolved: ResolvedSettings): Settings {
  const entries = Object.entries(resolved).map(([path, assignment]) => [path, assignment.value])
  return Object.fromEntries(entries) as Settings
}

const byDefault = <P extends SettingPath>(value: Settings[P], why = ''): Assignment<P> => ({
  value,
  origin: why === '' ? 'default' : `default (${why})`,
  folder: process.cwd(),
})

type DependentPath = 'prompts' | 'generators' | 'profile' | 'samples' | 'workers' | 'threads'

function fixedDefaults(folder: string): Omit<ResolvedSettings, DependentPath> {
  return {
    suite: byDefault('vbench'),
    images: byDefault(null),
    imageRatio: byDefault(null),
    dimensions: byDefault(null, 'all of the suite'),
    limit: byDefault(null),
    tier: byDefault(null),
    seed: byDefault(0),
    // Only a child that hangs takes so long: a 10 s clip of 1280×720 takes minutes on one core.
    scoreTimeoutSeconds: byDefault(3600),
    output: byDefault(resolve(folder, 'runs')),
    allowPartial: byDefault(false),
    strict: byDefault(false),
    // Source: evaluate_long.sh of Vchitect/VBench, whose --dev_flag lets it count.
    withinSegmentsOnly: byDefault(false),
    formats: byDefault(['html', 'csv', 'png', 'junit', 'markdown']),
    reporters: byDefault(['default']),
    gates: byDefault({}),
    baseline: byDefault(null),
    // One point on the 0 – 100 scale of VBench's leaderboard: the same as `defaultMaxRegression` of the comparison.
    'compare.maxRegression': byDefault(0.01),
    // Percentile intervals want 1,000 resamples or more: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, §13.
    'bootstrap.resamples': byDefault(2000),
    'bootstrap.level': byDefault(0.95),
    'autoencoder.variants': byDefault(['4x8x8', '4x32x32']),
    'autoencoder.workloads': byDefault(null, 'those of the suite'),
    'autoencoder.stages': byDefault([...profileStages]),
    'autoencoder.budgetSeconds': byDefault(null, "the suite's own"),
    'autoencoder.precision': byDefault(null, "the suite's own"),
    // Fewer give no interval worth the name; more than a dozen rarely make one tighter than the machine is steady.
    'autoencoder.minRounds': byDefault(3),
    'autoencoder.maxRounds': byDefault(12),
    'autoencoder.hardware': byDefault('h100-sxm'),
    'autoencoder.gpus': byDefault(1),
    'autoencoder.clips': byDefault(null),
    'autoencoder.checkpoints': byDefault({}),
    'autoencoder.scores': byDefault({}),
    'autoencoder.gates': byDefault([]),
    'cost.usdPerGpuHour': byDefault(null, 'not known'),
    'cost.gpus': byDefault(1),
    'cost.secondsPerVideo': byDefault(null, 'projected where it can be'),
    'cost.maxUsd': byDefault(null, 'no cap'),
    'cost.maxGpuHours': byDefault(null, 'no cap'),
    'preference.form': byDefault('pairwise'),
    'preference.aspects': byDefault([...aspects]),
    'preference.comment': byDefault(true),
    'preference.runs': byDefault([], 'recorded videos'),
    'preference.against': byDefault(null, 'all pairs'),
    // Ten raters: Open-Sora 2.0's technical report, section on the comparison with other models (figure 1).
    'preference.raters': byDefault(10),
    'preference.ratersPerItem': byDefault(3),
    'preference.goldRate': byDefault(null, 'a tenth, where the form has a known answer'),
    'preference.repeatRate': byDefault(0.1),
    // Lots give 1/3 and one side always 1/2; docs/preference.md has the simulation.
    'preference.excludeBelowGold': byDefault(0.75),
    'preference.minimumWatchSeconds': byDefault(2),
    'preference.gates': byDefault([]),
    'weights.folder': byDefault(null, 'the cache folder of the user'),
  }
}

function dependentDefaults(given: Layer): Pick<ResolvedSettings, DependentPath> {
  const generators = given.generators ?? byDefault([{ kind: 'toybox' }])
  const prompts = given.prompts ?? defaultPrompts(generators.value, given.suite?.value)
  const profile = defaultProfile(generators.value, prompts.value)
  const samples =
    prompts.value === 'from-files'
      ? byDefault<'samples'>(1, 'each file is a prompt of its own')
      : byDefault<'samples'>(null, "the suite's own rule")
  const workers = given.workers ?? defaultWorkers((given.profile ?? profile).value)
  const threads = Math.max(1, Math.floor(availableParallelism() / workers.value))
  return {
    generators,
    prompts,
    profile,
    samples,
    workers,
    threads: byDefault(threads, 'processor cores / workers'),
  }
}

function defaultWorkers(profile: string): Assignment<'workers'> {
  if (profile.startsWith('official')) {
    return byDefault(1, "each process would hold all of the profile's networks")
  }
  return byDefault(Math.min(availableParallelism(), 8), 'processor cores, at most 8')
}

function defaultPrompts(
  generators: readonly GeneratorSetting[],
  suite: string | undefined,
): Assignment<'prompts'> {
  if (suite !== 'vbench-i2v' && generators.every(({ kind }) => kind === 'toybox'))
    return byDefault('toybox', 'the generator is toybox')
  const named = generators.some(
    ({ kind, map, fromFiles }) => kind === 'recorded' && (map !== undefined || fromFiles === true),
  )
  if (named) return byDefault('from-files', 'the recorded files name their prompts')
  return suite === 'vbench-i2v' ? byDefault(suite, 'the list of the suite') : byDefault('vbench')
}

function defaultProfile(generators: readonly GeneratorSetting[], prompts: string): Assignment<'profile'> {
  const isToybox = prompts === 'toybox' || generators.every(({ kind }) => kind === 'toybox')
  return isToybox ? byDefault('toybox', 'the clips are of the toybox world') : byDefault('lite')
}

/** Settings as the help and the documents list them. */
function inOrder(resolved: ResolvedSettings): ResolvedSettings {
  return Object.fromEntries(settingPaths.map((path) => [path, resolved[path]])) as unknown as ResolvedSettings
}

export const settingPaths = [
  'suite',
  'prompts',
  'images',
  'imageRatio',
  'generators',
  'profile',
  'dimensions',
  'samples',
  'limit',
  'tier',
  'seed',
  'workers',
  'threads',
  'scoreTimeoutSeconds',
  'output',
  'allowPartial',
  'strict',
  'withinSegmentsOnly',
  'formats',
  'reporters',
  'gates',
  'baseline',
  'compare.maxRegression',
  'bootstrap.resamples',
  'bootstrap.level',
  'autoencoder.variants',
  'autoencoder.workloads',
  'autoencoder.stages',
  'autoencoder.budgetSeconds',
  'autoencoder.precision',
  'autoencoder.minRounds',
  'autoencoder.maxRounds',
  'autoencoder.hardware',
  'autoencoder.gpus',
  'autoencoder.clips',
  'autoencoder.checkpoints',
  'autoencoder.scores',
  'autoencoder.gates',
  'cost.usdPerGpuHour',
  'cost.gpus',
  'cost.secondsPerVideo',
  'cost.maxUsd',
  'cost.maxGpuHours',
  'preference.form',
  'preference.aspects',
  'preference.comment',
  'preference.runs',
  'preference.against',
  'preference.raters',
  'preference.ratersPerItem',
  'preference.goldRate',
  'preference.repeatRate',
  'preference.excludeBelowGold',
  'preference.minimumWatchSeconds',
  'preference.gates',
  'weights.folder',
] as const satisfies readonly SettingPath[]
