import { expect, test } from 'vitest'
import { type Command, commands, optionIn } from '../../bench/cli/commands.ts'
import { flagOf, variableOf } from '../../bench/cli/options.ts'
import { resolveSettings } from '../../bench/config/resolve.ts'

// After a change of the tables: `npx vitest run test/cli/document.test.ts -u` writes the document again.
test('docs/cli.md lists the commands and options', async () => {
  await expect(document()).toMatchFileSnapshot('../../docs/cli.md')
})

function document(): string {
  return `# Command line

Settings come from flags, \`BENCH_*\` variables, \`bench.config.{ts,mjs,js,json}\` (the nearest one upward from the working
directory) and defaults, in this order of strength. \`bench run --print-config\` shows every value with its origin.
Data goes to stdout, progress to stderr. Exit codes: [errors.md](errors.md).

The first Ctrl-C (or SIGTERM) stops at the next item, keeps everything and prints the command that resumes; the second one
stops at once.

${commands.map(section).join('\n\n')}
`
}

function section(command: Command): string {
  const { name, about, args, options } = command
  const usage = ['bench', name, ...args.map((arg) => arg.name), ...(options.length > 0 ? ['[options]'] : [])]
  const head = `## ${name}\n\n${about}.\n\n\`${usage.join(' ')}\``
  if (options.length === 0) return head
  const rows = options.map((option) => {
    const { about, value, sets } = optionIn(command, option)
    const flag = value === undefined ? flagOf(option) : `${flagOf(option)} <${value}>`
    return `| \`${flag}\` | ${about} | ${sets === undefined ? '' : `\`${variableOf(option)}\``} | ${defaultOf(sets)} |`
  })
  return `${head}\n\n| Option | | Variable | Default |\n|---|---|---|---|\n${rows.join('\n')}`
}

const defaults = resolveSettings([], '.')

function defaultOf(path: ReturnType<typeof optionIn>['sets']): string {
  if (path === undefined) return ''
  const { value, origin } = defaults[path]
  // What depends on the rest or on the machine says on what.
  const reason = /^default \((.*)\)$/.exec(origin)?.[1]
  if (path === 'output') return '`runs`'
  if (reason !== undefined)
    return path === 'workers' || path === 'threads' || value === null ? reason : `\`${value}\`: ${reason}`
  return value === null ? '' : `\`${Array.isArray(value) ? value.join(',') : value}\``
}
