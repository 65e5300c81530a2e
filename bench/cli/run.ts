import { valuesOf } from '../config/resolve.ts'
import { checkSettings } from '../config/validate.ts'
import type { ExitCode } from '../errors.ts'
import { run } from '../pipeline/run.ts'
import type { Invocation } from './commands.ts'
import { checkCostCap } from './cost-plan.ts'
import { dryRun } from './dry-run.ts'
import { finish } from './finish.ts'
import { printFit } from './fit.ts'
import { knownNames } from './names.ts'
import { noticesOf } from './notices.ts'
import { requestOf } from './request.ts'
import { loadSettings } from './settings.ts'
import { suiteRunOf } from './suite-runs.ts'
import { watched } from './watched.ts'

/** `bench run`: plan → generate → score → aggregate → report. */
export async function execute(invocation: Invocation): Promise<ExitCode> {
  const { options } = invocation
  const { resolved } = await loadSettings(invocation)
  checkSettings(resolved, await knownNames())
  const suiteRun = await suiteRunOf(valuesOf(resolved).suite)
  if (suiteRun) return suiteRun.run(invocation, resolved)
  if (options.fit || options.memory !== undefined) return printFit(resolved, invocation)
  if (options.dryRun) {
    return dryRun(resolved, await requestOf(resolved, invocation), options.json === true)
  }
  const outcome = await watched(valuesOf(resolved).reporters, async (watch) => {
    const request = await requestOf(resolved, invocation, watch)
    await checkCostCap(resolved, request)
    for (const message of noticesOf(resolved)) watch.onEvent({ type: 'notice', message })
    return run(request)
  })
  return finish(invocation, resolved, outcome)
}
