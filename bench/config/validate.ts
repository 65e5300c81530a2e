import { BenchError } from '../errors.ts'
import type { ResolvedSettings } from './settings.ts'
import { unknownName } from './unknown-name.ts'

/** The names that the tables know. */
export interface KnownNames {
  readonly suites: readonly string[]
  readonly generators: readonly string[]
  readonly profiles: readonly string[]
  readonly dimensions: readonly string[]
  readonly formats: readonly string[]
  readonly reporters: readonly string[]
  /** What a gate can be set on. */
  readonly metrics: readonly string[]
}

/**
 * Checks names against the tables, and settings against each other, before anything is loaded or made.
 * Throws UNKNOWN_NAME or SETTINGS_CONFLICT.
 */
export function checkSettings(resolved: ResolvedSettings, known: KnownNames): void {
  const { suite, generators, profile, dimensions, formats, reporters, gates } = resolved
  expectKnown('suite', [suite.value], known.suites)
  expectKnown(
    'generator',
    generators.value.map(({ kind }) => kind),
    known.generators,
  )
  expectKnown('profile', [profile.value], known.profiles)
  expectKnown('dimension', dimensions.value ?? [], known.dimensions)
  expectKnown('report format', formats.value, known.formats)
  // A reporter may write to a file: `jsonl=events.jsonl`.
  expectKnown(
    'reporter',
    reporters.value.map((name) => name.split('=')[0]!),
    known.reporters,
  )
  expectKnown('gate metric', Object.keys(gates.value), known.metrics)
  checkGates(resolved)
  checkBaseline(resolved)
}

function expectKnown(kind: string, names: readonly string[], known: readonly string[]): void {
  for (const name of names) if (!known.includes(name)) throw unknownName(kind, name, known)
}

/** A gate without a rule would pass whatever happens. */
function checkGates({ gates }: ResolvedSettings): void {
  for (const [metric, { level, min, maxRegression }] of Object.entries(gates.value)) {
    if (level === 'off' || min !== undefined || maxRegression !== undefined) continue
    throw new BenchError('SETTINGS_CONFLICT', {
      setting: `gates.${metric}`,
      origin: gates.origin,
      found: `level ${level} without a rule`,
      remedy: 'Give it `min` or `maxRegression`, or level `off`.',
    })
  }
}

/** In a file the margin serves `bench compare` too; typed for this run it needs something to compare with. */
function checkBaseline({ baseline, 'compare.maxRegression': margin }: ResolvedSettings): void {
  if (baseline.value !== null || !margin.origin.startsWith('flag')) return
  throw new BenchError('SETTINGS_CONFLICT', {
    setting: 'compare.maxRegression',
    origin: margin.origin,
    found: 'there is no baseline that a drop could be measured against',
    remedy: 'Add --baseline with a run folder, result.json or run id.',
  })
}
