import { join } from 'node:path'
import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import type { ExitCode } from '../errors.ts'
import type { RunOutcome } from '../pipeline/contract.ts'
import type { Invocation } from './commands.ts'
import { exitCodeOf } from './exit-code.ts'
import { resumeCommand } from './interruption.ts'
import { printOutcome } from './outcome-text.ts'
import { printJson } from './print.ts'
import { summaryOf } from './summary.ts'
import { writeReport } from './write-report.ts'

/** Ends a run for its user: writes the report, prints the outcome, says how to go on. */
export async function finish(
  { options, argv }: Invocation,
  resolved: ResolvedSettings,
  outcome: RunOutcome,
): Promise<ExitCode> {
  const { formats, allowPartial } = valuesOf(resolved)
  const { path, result } = outcome
  const reportFolder = join(path, 'report')
  const files = await writeReport({ result, runFolder: path, reportFolder, formats, allowPartial })
  const exitCode = exitCodeOf(result, allowPartial)
  if (options.json) printJson(summaryOf(outcome, reportFolder, exitCode))
  else printOutcome(outcome, files)
  if (result.status === 'interrupted') process.stderr.write(`Continue with: ${resumeCommand(argv)}\n`)
  return exitCode
}
