import type { AutoencoderReportFormat } from './contract.ts'

/** The result itself, two spaces of indent, members in the record's order: `result.json`. */
export const json: AutoencoderReportFormat = {
  title: 'The result as JSON',
  files: (result) => [{ name: 'result.json', content: `${JSON.stringify(result, null, 2)}\n` }],
}
