import type { AutoencoderResult } from '../../bench/records/autoencoder-result.ts'
import type { ReportFile } from '../contract.ts'
import type { AutoencoderReportContext, AutoencoderReportFormat } from './contract.ts'
import { csv } from './csv.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { png } from './png.ts'

export type { AutoencoderReportContext } from './contract.ts'
export { autoencoderTerminalText } from './terminal.ts'

/** The formats of a report of this suite, in the order in which help lists them. */
export const autoencoderReportFormats = {
  html,
  json,
  csv,
  png,
  junit,
  markdown,
} as const satisfies Record<string, AutoencoderReportFormat>

export type AutoencoderReportId = keyof typeof autoencoderReportFormats
export const autoencoderReportIds = Object.keys(autoencoderReportFormats) as AutoencoderReportId[]

/** Whether this suite has a report in that format; those of VBench's leaderboard are of videos. */
export const isAutoencoderReport = (name: string): name is AutoencoderReportId =>
  Object.hasOwn(autoencoderReportFormats, name)

/** The files of a report in these formats, in their order. */
export async function autoencoderReportFiles(
  result: AutoencoderResult,
  context: AutoencoderReportContext,
  formats: readonly AutoencoderReportId[],
): Promise<ReportFile[]> {
  const files = await Promise.all(
    formats.map((name) => autoencoderReportFormats[name].files(result, context)),
  )
  return files.flat()
}
