import { type ExitCode, exitCodes } from '../errors.ts'
import { gatesFail } from '../pipeline/gates.ts'
import type { RunResult } from '../records/run-result.ts'

/** How a run ends: interrupted, a gate failed, incomplete (unless that is allowed), passed. */
export function exitCodeOf(result: RunResult, allowPartial: boolean): ExitCode {
  if (result.status === 'interrupted') return exitCodes.interrupted
  if (gatesFail(result.gates) || baselineFails(result)) return exitCodes.gateFailed
  if (result.status === 'incomplete' && !(allowPartial && hasScores(result))) return exitCodes.incomplete
  return exitCodes.passed
}

/** Nothing at all is no part: a wrong folder must not pass. */
const hasScores = ({ models }: RunResult) =>
  models.some(({ dimensions }) => dimensions.some(({ value }) => value !== null))

/** A baseline judges the run as a whole where no gate says which drops matter. */
function baselineFails({ gates, comparison }: RunResult): boolean {
  return comparison?.verdict === 'fail' && !gates.some(({ id }) => id.endsWith('/maxRegression'))
}
