import type { AutoencoderResult } from '../../bench/records/autoencoder-result.ts'
import type { ReportFile } from '../contract.ts'

/** What a report knows besides the result. */
export interface AutoencoderReportContext {
  /** Version of this package, shown in the foot of a report. */
  readonly version: string
}

/** A format: a pure function of one result. Same result and context, same bytes. */
export interface AutoencoderReportFormat {
  readonly title: string
  files(
    result: AutoencoderResult,
    context: AutoencoderReportContext,
  ): readonly ReportFile[] | Promise<readonly ReportFile[]>
}

/** What the page's script finds. */
export interface AutoencoderPageData {
  readonly result: AutoencoderResult
  readonly version: string
}
