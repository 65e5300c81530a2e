import { commands } from '../commands.ts'
import { argumentsOf, type FlagWords, flagsOf, type Names } from './words.ts'

/** For zsh: `source <(bench completion zsh)` after `compinit`. */
export function zshScript(names: Names): string {
  const list = commands.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`)
  return `#compdef bench
# bench completion for zsh: source <(bench completion zsh)
_bench() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${commands.map((command) => commandCase(command, names)).join('\n')}
  esac
}
compdef _bench bench
`
}

function commandCase(command: (typeof commands)[number], names: Names): string {
  const specs = [
    ...flagsOf(command, names).map(flagSpec),
    ...argumentsOf(command, names).map((values, i) => {
      const place = command.args[i]!.name.includes('...') ? '*' : `${i + 1}`
      return quoted(`${place}:argument:${action(values)}`)
    }),
  ]
  return `    ${command.name}) _arguments ${["'--help[print help]'", ...specs].join(' ')} ;;`
}

function flagSpec({ flag, about, takesValue, repeats, values }: FlagWords): string {
  const text = about.replaceAll('[', '(').replaceAll(']', ')').replaceAll(':', ' ')
  return quoted(`${repeats ? '*' : ''}${flag}[${text}]${takesValue ? `:value:${action(values)}` : ''}`)
}

function action(values: FlagWords['values']): string {
  if (values === null) return ' '
  if (values === 'files') return '_files'
  if (values === 'folders') return '_files -/'
  return `(${values.join(' ')})`
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
