import { type ExitCode, exitCodes } from '../errors.ts'
import type { Invocation } from './commands.ts'
import { columns, print, printJson } from './print.ts'
import { loadSettings } from './settings.ts'

/** `--print-config`: every setting with its origin, in columns or as JSON. */
export async function printConfig(invocation: Invocation): Promise<ExitCode> {
  const { resolved, file } = await loadSettings(invocation)
  const rows = Object.entries(resolved).map(([setting, { value, origin }]) => ({ setting, value, origin }))
  if (invocation.options.json) {
    printJson({ file, settings: Object.fromEntries(rows.map(({ setting, ...rest }) => [setting, rest])) })
  } else {
    const cells = rows.map(({ setting, value, origin }) => [setting, JSON.stringify(value), origin])
    print(`settings file: ${file ?? 'none found'}\n${columns(cells)}`)
  }
  return exitCodes.passed
}
