import { type Command, optionIn } from '../commands.ts'
import { flagOf, type NameKind, type OptionName } from '../options.ts'

export type Names = Readonly<Record<NameKind, readonly string[]>>

/** One option as a completion script needs it. */
export interface FlagWords {
  readonly flag: string
  readonly about: string
  readonly takesValue: boolean
  readonly repeats: boolean
  /** Fixed values, or the kind of path that it takes, or null when anything goes. */
  readonly values: readonly string[] | 'files' | 'folders' | null
}

export function flagsOf(command: Command, names: Names): FlagWords[] {
  return command.options.map((name) => flagWords(command, name, names))
}

function flagWords(command: Command, name: OptionName, names: Names): FlagWords {
  const { about, value, completes, repeats } = optionIn(command, name)
  return {
    flag: flagOf(name),
    about,
    takesValue: value !== undefined,
    repeats: repeats === true,
    values: valuesOf(completes, names),
  }
}

/** The values of each argument of a command. */
export function argumentsOf(command: Command, names: Names): FlagWords['values'][] {
  return command.args.map(({ completes }) => valuesOf(completes, names))
}

function valuesOf(completes: NameKind | 'files' | 'folders' | undefined, names: Names): FlagWords['values'] {
  if (completes === undefined) return null
  return completes === 'files' || completes === 'folders' ? completes : names[completes]
}
