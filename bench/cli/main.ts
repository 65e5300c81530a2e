import { BenchError, type ExitCode, exitCodes, problemOf } from '../errors.ts'
import { colours } from './colours.ts'
import { type ParsedCommandLine, parseCommandLine } from './command-line.ts'
import { printJson } from './print.ts'

/** The command line: reads it, runs one command, and turns whatever happens into an exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const parsed = await parseCommandLine(argv)
  if (typeof parsed === 'number') return parsed
  try {
    return await execute(parsed)
  } catch (error) {
    return printFailure(error, parsed.invocation.options.json === true)
  }
}

/** Each command is imported when it runs, so that help is quick. */
async function execute({ command, invocation }: ParsedCommandLine): Promise<ExitCode> {
  if (invocation.options.printConfig) {
    const { printConfig } = await import('./print-config.ts')
    return printConfig(invocation)
  }
  const module = await command.load()
  return module.execute(invocation)
}

/** Message and remedy on stderr; with `--json` also as the document on stdout that a script waits for. */
function printFailure(error: unknown, asJson: boolean): ExitCode {
  const problem = problemOf(error)
  const exitCode = error instanceof BenchError ? error.exitCode : exitCodes.internal
  const paint = colours(process.stderr)
  process.stderr.write(`${paint.red('Error:')} ${problem.message}\n`)
  if (problem.remedy) process.stderr.write(`${problem.remedy}\n`)
  if (process.env.BENCH_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  if (asJson) printJson({ status: 'failed', exitCode, error: problem })
  return exitCode
}
