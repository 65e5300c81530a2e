import type { RunResult } from '../bench/records/run-result.ts'

/** One file of a report: a name without folders, and its text (UTF-8) or bytes. */
export interface ReportFile {
  readonly name: string
  readonly content: string | Uint8Array
}

/** What a report knows besides the result. */
export interface ReportContext {
  /**
   * From the report's folder to the run's folder, with '/' (`..` in the usual layout): links to the videos start here.
   */
  readonly runPath: string
  /** Version of this package, shown in the foot of a report. */
  readonly version: string
  /** Whether a pack for the leaderboard may lack dimensions or videos; its name then says so. */
  readonly allowPartial: boolean
}

/** A format: a pure function of one result. Same result and context, same bytes. */
export interface ReportFormat {
  readonly title: string
  /** Throws a BenchError when the result can't be said in this format. */
  files(result: RunResult, context: ReportContext): readonly ReportFile[] | Promise<readonly ReportFile[]>
}
