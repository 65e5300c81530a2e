import type { RunOutcome } from '../pipeline/contract.ts'
import type { RunEvent } from '../records/event.ts'
import { listenForInterruption } from './interruption.ts'
import { openReporters } from './reporters/open.ts'

export interface Watch {
  readonly onEvent: (event: RunEvent) => void
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal
}

/** Runs with live reporters and an ear for Ctrl-C; both end with it, however it ends. */
export async function watched(
  reporters: readonly string[],
  work: (watch: Watch) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const reporter = openReporters(reporters)
  const interruption = listenForInterruption()
  let outcome: RunOutcome | null = null
  try {
    outcome = await work({ onEvent: (event) => reporter.onEvent(event), signal: interruption.signal })
    return outcome
  } finally {
    // Once interrupted, a second Ctrl-C ends the process also while the report is written.
    if (!interruption.signal.aborted) interruption.close()
    await reporter.finish(outcome?.result ?? null)
  }
}
