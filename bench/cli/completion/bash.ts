import { commands } from '../commands.ts'
import { argumentsOf, type FlagWords, flagsOf, type Names } from './words.ts'

/** For bash 4 and newer: `source <(bench completion bash)`. */
export function bashScript(names: Names): string {
  return `# bench completion for bash: source <(bench completion bash)
_bench() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$current"))
    return
  fi
  case "$command" in
${commands.map((command) => commandCase(command, names)).join('\n')}
  esac
}
complete -F _bench bench
`
}

function commandCase(command: (typeof commands)[number], names: Names): string {
  const flags = flagsOf(command, names)
  const values = flags
    .filter(({ takesValue }) => takesValue)
    .map(({ flag, values }) => `        ${flag}) ${reply(values)} return ;;`)
  const words = flags.map(({ flag }) => flag).join(' ')
  return `    ${command.name})
      case "$previous" in
${[...values, '        *) ;;'].join('\n')}
      esac
      if [[ "$current" == -* ]]; then COMPREPLY=($(compgen -W "${words} --help" -- "$current"))
      else ${reply(argumentsOf(command, names)[0] ?? null)} fi ;;`
}

function reply(values: FlagWords['values']): string {
  if (values === null) return ':;'
  if (values === 'files') return 'COMPREPLY=($(compgen -f -- "$current"));'
  if (values === 'folders') return 'COMPREPLY=($(compgen -d -- "$current"));'
  return `COMPREPLY=($(compgen -W "${values.join(' ')}" -- "$current"));`
}
