import { stringify } from 'csv-stringify/sync'

export type CsvCell = string | number | boolean | null
export type CsvRow = readonly CsvCell[]

/**
 * A table in RFC 4180 form. Missing is an empty cell. Numbers keep all digits that JavaScript prints (they read back to
 * the same double).
 */
export function csvTable(columns: readonly string[], rows: readonly CsvRow[]): string {
  return stringify([columns, ...rows], { cast: { boolean: (value) => String(value) } })
}

/**
 * Spreadsheets run text that begins like a formula; an apostrophe in front makes it text (OWASP, "CSV Injection").
 * Numbers are left alone, so a negative one stays a number.
 */
export function safeCell(text: string | null): string | null {
  return text !== null && /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
}
