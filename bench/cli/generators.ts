import { describeIssues } from '../config/issues.ts'
import type { GeneratorSetting } from '../config/schema.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError } from '../errors.ts'
import type { Generator, GeneratorKind } from '../generators/contract.ts'
import { generators as kinds } from '../generators/table.ts'

/** One entry of `generators` with its options checked by its kind. */
export interface GeneratorEntry {
  readonly kind: string
  readonly row: GeneratorKind
  readonly options: unknown
  /** Absolute folder that relative paths in the options start from. */
  readonly baseDir: string
}

/** Checks every entry. Throws UNKNOWN_NAME for a kind, CONFIG_INVALID for an option that its kind does not have. */
export function generatorEntries({ generators, prompts }: ResolvedSettings): GeneratorEntry[] {
  return generators.value.map((setting, index) => {
    const { kind, ...options } = readsOwnPrompts(setting, prompts.value)
      ? { ...setting, fromFiles: true }
      : setting
    const row = kindOf(kind)
    const parsed = row.options.safeParse(options)
    if (!parsed.success) {
      const issues = describeIssues(parsed.error, row.options).map(
        (text) => `generators[${index}] (${kind}): ${text}`,
      )
      throw new BenchError('CONFIG_INVALID', { file: generators.origin, issues: issues.join('; ') })
    }
    return { kind, row, options: parsed.data, baseDir: generators.folder }
  })
}

/** The generators of the entries, one for each model. Throws CONFIG_INVALID when two share a label. */
export function makeGenerators(entries: readonly GeneratorEntry[], origin: string): Generator[] {
  const made = entries.flatMap(({ row, options, baseDir }) => row.create(options, { baseDir }))
  const labels = made.map(({ model }) => model)
  const twice = labels.find((label, i) => labels.indexOf(label) !== i)
  if (twice === undefined) return made
  const issues = `generators: two models are called "${twice}", give each a \`model\` of its own`
  throw new BenchError('CONFIG_INVALID', { file: origin, issues })
}

/** Prompts from file names are a matter of the whole run; a map says them already. */
function readsOwnPrompts({ kind, map }: GeneratorSetting, prompts: string): boolean {
  return prompts === 'from-files' && kind === 'recorded' && map === undefined
}

function kindOf(name: string): GeneratorKind {
  if (!Object.hasOwn(kinds, name)) throw unknownName('generator', name, Object.keys(kinds))
  return kinds[name as keyof typeof kinds] as GeneratorKind
}
