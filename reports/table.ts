import type { ReportFormat } from './contract.ts'
import { csv } from './csv.ts'
import { html } from './html/html.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { png } from './png.ts'
import { vbenchResults } from './vbench-results.ts'
import { vbenchZip } from './vbench-zip.ts'

/** The formats of a report, in the order in which help lists them. */
export const reportFormats = {
  html,
  json,
  csv,
  png,
  junit,
  markdown,
  'vbench-results': vbenchResults,
  'vbench-zip': vbenchZip,
} as const satisfies Record<string, ReportFormat>

export type ReportId = keyof typeof reportFormats
export const reportIds = Object.keys(reportFormats) as ReportId[]
