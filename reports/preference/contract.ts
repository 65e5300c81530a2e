import type { PreferenceResult } from '../../bench/records/preference-result.ts'
import type { ReportContext, ReportFile } from '../contract.ts'

/** A format of a study's report: a pure function of one result. Same result and context, same bytes. */
export interface PreferenceFormat {
  readonly title: string
  files(
    result: PreferenceResult,
    context: Pick<ReportContext, 'runPath' | 'version'>,
  ): readonly ReportFile[] | Promise<readonly ReportFile[]>
}
