import { valuesOf } from '../config/resolve.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { type Colours, colours } from './colours.ts'
import type { Invocation } from './commands.ts'
import { type Check, checks } from './doctor/checks.ts'
import { columns, print, printJson } from './print.ts'
import { loadSettings } from './settings.ts'

/** `bench doctor`: what this machine can do. Exits 3 when something that a run needs is missing. */
export async function execute(invocation: Invocation): Promise<ExitCode> {
  const { resolved, file } = await loadSettings(invocation)
  const settings = valuesOf(resolved)
  const found: Check[] = []
  for (const check of checks) found.push(...(await check(settings)))
  const ok = found.every(({ status }) => status !== 'missing')
  if (invocation.options.json) printJson({ ok, file, profile: settings.profile, checks: found })
  else print(checksText(found, colours(process.stdout)))
  return ok ? exitCodes.passed : exitCodes.preflight
}

function checksText(found: readonly Check[], paint: Colours): string {
  const marks = { ok: paint.green('OK'), optional: paint.dim('--'), missing: paint.red('!!') }
  const lines = columns(found.map(({ name, text }) => [name, text])).split('\n')
  return found
    .flatMap(({ status, remedy }, i) => [
      `${marks[status]}  ${lines[i]}`,
      ...(remedy === null ? [] : [`    → ${remedy}`]),
    ])
    .join('\n')
}
