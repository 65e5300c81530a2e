import { CommanderError, Command as Program, Option as ProgramOption } from 'commander'
import { type ExitCode, exitCodes } from '../errors.ts'
import { hasColour } from './colours.ts'
import { type Command, commands, type Invocation, optionIn, type RawOptions } from './commands.ts'
import { flagOf, type OptionName, variableOf } from './options.ts'
import { packageVersion } from './package-version.ts'

export interface ParsedCommandLine {
  readonly command: Command
  readonly invocation: Invocation
}

/** Reads the command line. A number is the exit code of help, version or a usage error, which is printed already. */
export async function parseCommandLine(argv: readonly string[]): Promise<ParsedCommandLine | ExitCode> {
  let parsed: ParsedCommandLine | null = null
  const program = newProgram((command, args, options) => {
    parsed = { command, invocation: { command: command.name, args, options, argv } }
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCodes.passed : exitCodes.usage
  }
  return parsed ?? exitCodes.usage
}

type OnCommand = (command: Command, args: string[], options: RawOptions) => void

function newProgram(onCommand: OnCommand): Program {
  const program = new Program('bench')
    .description('Benchmark harness for video-generation models.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .showHelpAfterError('Run `bench --help` for the commands.')
    .configureOutput({
      getOutHasColors: () => hasColour(process.stdout),
      getErrHasColors: () => hasColour(process.stderr),
    })
    .exitOverride()
    .addHelpText('after', exitCodeHelp)
  for (const command of commands) addCommand(program, command, onCommand)
  return program
}

function addCommand(program: Program, command: Command, onCommand: OnCommand): void {
  const sub = program.command(command.name).description(command.about).exitOverride()
  sub.showHelpAfterError(`Run \`bench ${command.name} --help\` for its options.`)
  for (const { name, about } of command.args) sub.argument(name, about)
  for (const name of command.options)
    for (const option of programOptions(command, name)) sub.addOption(option)
  sub.action((...given: unknown[]) => {
    const args = given
      .slice(0, command.args.length)
      .flat()
      .filter((arg) => typeof arg === 'string')
    onCommand(command, args, sub.opts<RawOptions>())
  })
}

function programOptions(command: Command, name: OptionName): ProgramOption[] {
  const { about, value, repeats, sets } = optionIn(command, name)
  const help = sets === undefined ? about : `${about} [${variableOf(name)}]`
  const option = new ProgramOption(value === undefined ? flagOf(name) : `${flagOf(name)} <${value}>`, help)
  if (repeats) option.argParser((given: string, before?: string[]) => [...(before ?? []), given])
  // A switch that a file or a variable can set needs a way back.
  const isSetting = value === undefined && sets !== undefined
  return isSetting ? [option, new ProgramOption(flagOf(name).replace('--', '--no-')).hideHelp()] : [option]
}

const exitCodeHelp = `
Settings come from flags, BENCH_* variables, bench.config.{ts,mjs,js,json} and defaults, in this order of strength.
Exit codes: 0 passed, 1 internal error, 2 usage or config, 3 preflight failed, 4 incomplete, 10 a gate failed,
130 interrupted.`
