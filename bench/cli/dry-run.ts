import type { ResolvedSettings } from '../config/settings.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import type { RunRequest } from '../pipeline/contract.ts'
import { capError, costPlan } from './cost-plan.ts'
import { printPlan } from './plan-text.ts'

/** `--dry-run`: what would be made and scored and what it costs. Throws COST_CAP after that, or with `--json` says it there. */
export async function dryRun(
  resolved: ResolvedSettings,
  request: RunRequest,
  asJson: boolean,
): Promise<ExitCode> {
  const costs = await costPlan(resolved, request)
  const error = capError(resolved, costs)
  printPlan(request, { costs, problem: error?.problem ?? null }, asJson)
  if (error && !asJson) throw error
  return error ? error.exitCode : exitCodes.passed
}
