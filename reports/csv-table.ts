import { stringify } from 'csv-stringify/sync'

export { safeCell } from '../bench/records/safe-cell.ts'

export type CsvCell = string | number | boolean | null
export type CsvRow = readonly CsvCell[]

/**
 * A table in RFC 4180 form. Missing is an empty cell. Numbers keep all digits that JavaScript prints (they read back to
 * the same double).
 */
export function csvTable(columns: readonly string[], rows: readonly CsvRow[]): string {
  return stringify([columns, ...rows], { cast: { boolean: (value) => String(value) } })
}
