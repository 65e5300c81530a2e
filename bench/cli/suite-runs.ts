import type { ResolvedSettings } from '../config/settings.ts'
import type { ExitCode } from '../errors.ts'
import type { Invocation } from './commands.ts'

/** What a suite that does not score videos does for `bench run` and `bench report`. */
export interface SuiteRun {
  /** `bench run <suite>`, settings resolved and their names checked. */
  run(invocation: Invocation, resolved: ResolvedSettings): Promise<ExitCode>
  /** `bench report <run>` for a run folder whose result.json is of this suite's kind. */
  report(runFolder: string, invocation: Invocation, resolved: ResolvedSettings): Promise<ExitCode>
}

/**
 * Suites beside the video suites of suites/table.ts. A row's name is the suite's name and the `kind` of its
 * result.json; its module is imported when it runs.
 */
export const suiteRuns: Readonly<Record<string, () => Promise<SuiteRun>>> = {
  autoencoder: () => import('./run-autoencoder.ts'),
  preference: () => import('./run-preference.ts').then(({ preferenceRun }) => preferenceRun),
}

/** The suite run of a suite's name or a result's kind, or null for video suites and unknown names. */
export async function suiteRunOf(name: string): Promise<SuiteRun | null> {
  return Object.hasOwn(suiteRuns, name) ? suiteRuns[name]!() : null
}
