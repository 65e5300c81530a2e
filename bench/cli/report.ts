import { join, relative } from 'node:path'
import { valuesOf } from '../config/resolve.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import type { Invocation } from './commands.ts'
import { print, printJson } from './print.ts'
import { readResultFile, resultKind } from './run-result-file.ts'
import { loadSettings } from './settings.ts'
import { suiteRunOf } from './suite-runs.ts'
import { writeReport } from './write-report.ts'

/** `bench report <run>`: writes the report's files from a result. */
export async function execute(invocation: Invocation): Promise<ExitCode> {
  const { resolved } = await loadSettings(invocation)
  const { output, formats, allowPartial } = valuesOf(resolved)
  const [word = ''] = invocation.args
  const { kind, folder: ofKind } = await resultKind(word, output)
  const suiteRun = await suiteRunOf(kind)
  if (suiteRun) return suiteRun.report(ofKind, invocation, resolved)
  const { folder, result } = await readResultFile(word, output)
  const reportFolder = join(folder, 'report')
  const files = await writeReport({ result, runFolder: folder, reportFolder, formats, allowPartial })
  if (invocation.options.json) printJson({ report: reportFolder, files })
  else print(files.map((file) => relative('', file)).join('\n'))
  return exitCodes.passed
}
