import type { ResolvedSettings } from '../config/settings.ts'

/** Data for programs and pipes: stdout, and nothing else goes there. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2))
}

/** Every setting with its origin, in columns or as JSON. */
export function printSettings(resolved: ResolvedSettings, file: string | null, asJson: boolean): void {
  const rows = Object.entries(resolved).map(([setting, { value, origin }]) => ({ setting, value, origin }))
  if (asJson) {
    const settings = Object.fromEntries(rows.map(({ setting, ...rest }) => [setting, rest]))
    printJson({ file, settings })
    return
  }
  const cells = rows.map(({ setting, value, origin }) => [setting, JSON.stringify(value), origin])
  print(`settings file: ${file ?? 'none found'}\n${columns(cells)}`)
}

/** Rows with their cells aligned, two spaces between. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? []
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
