import type { ReportFormat } from './contract.ts'

/** The RunResult itself, two spaces of indent, members in the record's order: `result.json`. */
export const json: ReportFormat = {
  title: 'The result as JSON',
  files: (result) => [{ name: 'result.json', content: `${JSON.stringify(result, null, 2)}\n` }],
}
