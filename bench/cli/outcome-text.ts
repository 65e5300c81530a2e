import { join, relative } from 'node:path'
import { terminalTable } from '../../reports/terminal.ts'
import type { RunOutcome } from '../pipeline/contract.ts'
import { hasColour } from './colours.ts'
import { print } from './print.ts'

/** The table, and where the report and the run lie. */
export function printOutcome({ path, result }: RunOutcome, files: readonly string[]): void {
  // A pipe has no width, and some terminals say 0: nothing is cut there.
  const width = process.stdout.columns || Number.MAX_SAFE_INTEGER
  print(terminalTable(result, { color: hasColour(process.stdout), width }))
  const page = files.find((file) => file.endsWith('.html')) ?? files[0]
  print(`\nRun     ${shortest(path)}`)
  print(`Result  ${shortest(join(path, 'result.json'))}`)
  if (page !== undefined) print(`Report  ${shortest(page)}`)
}

/** Relative to here, unless that leads far up. */
function shortest(path: string): string {
  const fromHere = relative('', path)
  return fromHere.startsWith('..') || fromHere === '' ? path : fromHere
}
