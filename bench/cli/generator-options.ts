import type { GeneratorSetting } from '../config/schema.ts'
import { BenchError } from '../errors.ts'
import type { RawOptions } from './commands.ts'
import { flagOf, type OptionName } from './options.ts'

/**
 * The generator that the flags describe, or null when they say nothing of one. The kind may be left out where another
 * flag tells it: `--videos` is of `recorded`, `--degrade` of `toybox`.
 */
export function generatorOf(raw: RawOptions, command: string): GeneratorSetting | null {
  const given = (['generator', 'videos', 'map', 'degrade', 'model', 'option'] as const).filter(
    (name) => raw[name] !== undefined,
  )
  if (given.length === 0) return null
  const kind = kindOf(raw, command)
  for (const [name, owner] of Object.entries(owners)) {
    if (raw[name as keyof typeof owners] === undefined || kind === owner) continue
    throw invalid(name as OptionName, `generator ${kind}`, `generator ${owner}`, command)
  }
  return {
    kind,
    ...freeOptions(raw, command),
    ...defined({
      model: raw.model,
      videos: videosOf(raw, command),
      map: raw.map,
      degrade: degradationOf(raw, command),
    }),
  } as GeneratorSetting
}

const owners = { videos: 'recorded', map: 'recorded', degrade: 'toybox' } as const

function kindOf({ generator, videos, degrade, ...rest }: RawOptions, command: string): string {
  if (typeof generator === 'string') return generator
  if (videos !== undefined) return owners.videos
  if (degrade !== undefined) return owners.degrade
  const lonely = (['map', 'model', 'option'] as const).find((name) => rest[name] !== undefined)
  throw invalid(lonely ?? 'generator', 'no generator', '--generator or --videos beside it', command)
}

/** One folder, or a folder for each label: `--videos a=./x --videos b=./y`. */
function videosOf({ videos }: RawOptions, command: string): string | Record<string, string> | undefined {
  if (videos === undefined) return undefined
  const given = videos as readonly string[]
  const pairs = given.map((word) => /^([^=/\\]+)=(.+)$/.exec(word)?.slice(1, 3))
  if (given.length === 1 && pairs[0] === undefined) return given[0]
  const unlabelled = pairs.indexOf(undefined)
  if (unlabelled >= 0)
    throw invalid('videos', JSON.stringify(given[unlabelled]), 'label=folder for each of several', command)
  return Object.fromEntries(pairs as [string, string][])
}

/** `noise` or `noise:0.5`. */
function degradationOf({ degrade }: RawOptions, command: string): Record<string, unknown> | undefined {
  if (degrade === undefined) return undefined
  const [kind = '', strength, ...rest] = String(degrade).split(':')
  if (strength === undefined) return { kind }
  const found = rest.length === 0 && /^\d+(\.\d+)?$/.test(strength) ? Number(strength) : undefined
  if (found === undefined) throw invalid('degrade', JSON.stringify(degrade), 'kind or kind:strength', command)
  return { kind, strength: found }
}

/** `--option name=value`; the value is JSON where it reads as JSON, text otherwise. */
function freeOptions({ option }: RawOptions, command: string): Record<string, unknown> {
  const pairs = ((option ?? []) as readonly string[]).map((word) => {
    const at = word.indexOf('=')
    if (at < 1) throw invalid('option', JSON.stringify(word), 'name=value', command)
    return [word.slice(0, at), jsonOrText(word.slice(at + 1))]
  })
  return Object.fromEntries(pairs)
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

function invalid(name: OptionName, found: string, expected: string, command: string): BenchError {
  return new BenchError('OPTION_INVALID', { option: flagOf(name), found, expected, command })
}
