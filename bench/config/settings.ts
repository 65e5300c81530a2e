import type { Tier } from '../../suites/contract.ts'
import type { AutoencoderGate } from '../records/autoencoder-gate.ts'
import type { ProfileStage } from '../records/autoencoder-result.ts'
import type { Gates } from '../records/gate.ts'
import type { PreferenceGate } from '../records/preference-gate.ts'
import type { Aspect } from '../records/vote.ts'
import type { VariantSetting, WorkloadSetting } from './autoencoder.ts'
import type { FormKind } from './preference.ts'
import type { GeneratorSetting } from './schema.ts'

/** Every setting with its value, after flags, environment, file and defaults are joined. Paths are absolute, but for those in options of generators. */
export interface Settings {
  readonly suite: string
  /** `toybox`, `vbench`, `vbench-i2v`, `from-files`, or an absolute path. */
  readonly prompts: string
  /** Absolute folder of the pictures that prompts name; null when none is given. */
  readonly images: string | null
  /** Which crops of it, `16-9`. */
  readonly imageRatio: string | null
  readonly generators: readonly GeneratorSetting[]
  readonly profile: string
  /** Null: all of the suite. */
  readonly dimensions: readonly string[] | null
  /** Null: the suite's own rule. */
  readonly samples: number | null
  readonly limit: number | null
  readonly tier: Tier | null
  readonly seed: number
  readonly workers: number
  readonly threads: number
  readonly scoreTimeoutSeconds: number
  readonly output: string
  readonly allowPartial: boolean
  /** Missing weights stop a run before it starts. */
  readonly strict: boolean
  /** Long clips: likeness between segments does not count. */
  readonly withinSegmentsOnly: boolean
  readonly formats: readonly string[]
  readonly reporters: readonly string[]
  readonly gates: Gates
  readonly baseline: string | null
  readonly 'compare.maxRegression': number
  readonly 'bootstrap.resamples': number
  readonly 'bootstrap.level': number
  readonly 'autoencoder.variants': readonly VariantSetting[]
  /** Null: those of the suite. */
  readonly 'autoencoder.workloads': readonly WorkloadSetting[] | null
  readonly 'autoencoder.stages': readonly ProfileStage[]
  /** Null: those of the suite. */
  readonly 'autoencoder.budgetSeconds': number | null
  readonly 'autoencoder.precision': number | null
  readonly 'autoencoder.minRounds': number
  readonly 'autoencoder.maxRounds': number
  readonly 'autoencoder.hardware': string
  readonly 'autoencoder.gpus': number
  /** Null: nothing is reconstructed. */
  readonly 'autoencoder.clips': string | null
  /** Absolute paths, by variant. */
  readonly 'autoencoder.checkpoints': Readonly<Record<string, string>>
  /** Run ids and absolute paths, by variant. */
  readonly 'autoencoder.scores': Readonly<Record<string, string>>
  readonly 'autoencoder.gates': readonly AutoencoderGate[]
  /** Null: not known, and then not shown. */
  readonly 'cost.usdPerGpuHour': number | null
  readonly 'cost.gpus': number
  readonly 'cost.secondsPerVideo': number | null
  readonly 'cost.maxUsd': number | null
  readonly 'cost.maxGpuHours': number | null
  readonly 'preference.form': FormKind
  readonly 'preference.aspects': readonly Aspect[]
  readonly 'preference.comment': boolean
  /** `label=run` or a run; run ids and absolute paths. Empty: recorded videos. */
  readonly 'preference.runs': readonly string[]
  /** Null: all pairs. */
  readonly 'preference.against': string | null
  readonly 'preference.raters': number
  readonly 'preference.ratersPerItem': number
  /** Null: a tenth, where a question of the form has a known answer on gold pairs. */
  readonly 'preference.goldRate': number | null
  readonly 'preference.repeatRate': number
  readonly 'preference.excludeBelowGold': number | null
  readonly 'preference.minimumWatchSeconds': number
  readonly 'preference.gates': readonly PreferenceGate[]
  /** Null: the cache folder of the user. */
  readonly 'weights.folder': string | null
}
export type SettingPath = keyof Settings

/** A setting's value and where it comes from: `flag --seed`, `environment BENCH_SEED`, a file's path, `default`. */
export interface Assignment<P extends SettingPath = SettingPath> {
  readonly value: Settings[P]
  readonly origin: string
  /** Absolute folder that relative paths in options of generators start from. */
  readonly folder: string
}
/** What one source says; settings that it leaves open are absent. */
export type Layer = { readonly [P in SettingPath]?: Assignment<P> }
export type ResolvedSettings = { readonly [P in SettingPath]: Assignment<P> }
