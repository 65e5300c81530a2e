import type { RunEvent } from '../../records/event.ts'
import type { RunResult } from '../../records/run-result.ts'

/** Where a reporter writes, and what it may know of the place it runs in. */
export interface ReporterContext {
  /** Progress: the process's stderr, or the file behind `name=file`. */
  write(text: string): void
  /** Whether `write` reaches a terminal that can redraw a line. */
  readonly isTerminal: boolean
  /** Width of that terminal in columns. */
  readonly columns: number
  readonly env: NodeJS.ProcessEnv
  /** Monotonic, milliseconds. */
  now(): number
}

/** Shows a run while it goes on. */
export interface Reporter {
  onEvent(event: RunEvent): void
  /** Called once at the end; the result is null when the run ended without one. */
  finish(result: RunResult | null): void | Promise<void>
}
