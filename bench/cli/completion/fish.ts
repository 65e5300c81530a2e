import { commands } from '../commands.ts'
import { argumentsOf, type FlagWords, flagsOf, type Names } from './words.ts'

/** For fish: `bench completion fish | source`. */
export function fishScript(names: Names): string {
  const lines = commands.map(
    ({ name, about }) => `complete -c bench -n __fish_use_subcommand -f -a ${name} -d ${quoted(about)}`,
  )
  for (const command of commands) {
    const when = `-n '__fish_seen_subcommand_from ${command.name}'`
    const [first] = argumentsOf(command, names)
    if (Array.isArray(first)) lines.push(`complete -c bench ${when} -f -a ${quoted(first.join(' '))}`)
    for (const flag of flagsOf(command, names)) lines.push(`complete -c bench ${when} ${flagWords(flag)}`)
  }
  return `# bench completion for fish: bench completion fish | source\n${lines.join('\n')}\n`
}

function flagWords({ flag, about, takesValue, values }: FlagWords): string {
  const takes = takesValue ? ' -r' : ''
  return `-l ${flag.slice(2)} -d ${quoted(about)}${takes}${valueWords(values)}`
}

function valueWords(values: FlagWords['values']): string {
  if (values === null || values === 'files') return ''
  if (values === 'folders') return " -f -a '(__fish_complete_directories)'"
  return ` -f -a ${quoted(values.join(' '))}`
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
