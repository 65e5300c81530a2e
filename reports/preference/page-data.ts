import type { PreferenceResult } from '../../bench/records/preference-result.ts'

/** What the page gets. */
export interface StudyPageData {
  readonly result: PreferenceResult
  /** From the page's folder to the run's folder. */
  readonly runPath: string
  readonly version: string
}
