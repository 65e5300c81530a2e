import { valuesOf } from '../config/resolve.ts'
import { checkSettings } from '../config/validate.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { generateRun } from '../pipeline/run.ts'
import type { RunResult } from '../records/run-result.ts'
import type { Invocation } from './commands.ts'
import { checkCostCap } from './cost-plan.ts'
import { dryRun } from './dry-run.ts'
import { printFit } from './fit.ts'
import { resumeCommand } from './interruption.ts'
import { knownNames } from './names.ts'
import { columns, print, printJson } from './print.ts'
import { requestOf } from './request.ts'
import { loadSettings } from './settings.ts'
import { watched } from './watched.ts'

/** `bench generate`: plan → preflight → generate. `bench score` goes on from there. */
export async function execute(invocation: Invocation): Promise<ExitCode> {
  const { options, argv } = invocation
  const { resolved } = await loadSettings(invocation)
  checkSettings(resolved, await knownNames())
  if (options.fit || options.memory !== undefined) return printFit(resolved, invocation)
  if (options.dryRun) {
    return dryRun(resolved, await requestOf(resolved, invocation), options.json === true)
  }
  const settings = valuesOf(resolved)
  const { path, result } = await watched(settings.reporters, async (watch) => {
    const request = await requestOf(resolved, invocation, watch)
    await checkCostCap(resolved, request)
    return generateRun(request)
  })
  const exitCode = exitCodeOf(result, settings.allowPartial)
  const models = result.models.map(({ model, clips }) => ({ model, ...clips }))
  if (options.json) printJson({ runId: result.runId, exitCode, path, models })
  else {
    print(columns(models.map(({ model, covered, expected }) => [model, `${covered}/${expected} clips`])))
    print(`Score them with: bench score ${path}`)
  }
  if (result.status === 'interrupted') process.stderr.write(`Continue with: ${resumeCommand(argv)}\n`)
  return exitCode
}

/** Scores are not expected here: only clips count. No clip at all is no part that could be allowed. */
function exitCodeOf({ status, models }: RunResult, allowPartial: boolean): ExitCode {
  if (status === 'interrupted') return exitCodes.interrupted
  const whole = models.every(({ clips }) => clips.covered === clips.expected)
  const some = models.some(({ clips }) => clips.covered > 0)
  return whole || (allowPartial && some) ? exitCodes.passed : exitCodes.incomplete
}
