import { BenchError, type ExitCode, exitCodes, problemOf } from '../errors.ts'
import { colours } from './colours.ts'
import { parseCommandLine } from './command-line.ts'

/** The command line: reads it, runs one command, and turns whatever happens into an exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const parsed = await parseCommandLine(argv)
    if (typeof parsed === 'number') return parsed
    const { command, invocation } = parsed
    if (invocation.options.printConfig)
      return await (await import('./print-config.ts')).printConfig(invocation)
    return await (await command.load()).execute(invocation)
  } catch (error) {
    return printFailure(error)
  }
}

function printFailure(error: unknown): ExitCode {
  const { message, remedy } = problemOf(error)
  const paint = colours(process.stderr)
  process.stderr.write(`${paint.red('Error:')} ${message}\n`)
  if (remedy) process.stderr.write(`${remedy}\n`)
  if (process.env.BENCH_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return error instanceof BenchError ? error.exitCode : exitCodes.internal
}
