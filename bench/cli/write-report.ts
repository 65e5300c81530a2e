import { join, relative } from 'node:path'
import { reportFormats } from '../../reports/table.ts'
import { unknownName } from '../config/unknown-name.ts'
import type { RunResult } from '../records/run-result.ts'
import { writeFileAtomic } from '../store/files.ts'
import { packageVersion } from './package-version.ts'

export interface ReportRequest {
  readonly result: RunResult
  /** Absolute; links to the videos start here. */
  readonly runFolder: string
  /** Absolute; made when absent. */
  readonly reportFolder: string
  readonly formats: readonly string[]
  readonly allowPartial: boolean
}

/** Writes every named format; each file appears whole or not at all. Returns their absolute paths. */
export async function writeReport(request: ReportRequest): Promise<string[]> {
  const { result, runFolder, reportFolder, allowPartial } = request
  const runPath = relative(reportFolder, runFolder).replaceAll('\\', '/') || '.'
  const paths: string[] = []
  for (const name of request.formats) {
    if (!isFormat(name)) throw unknownName('report format', name, Object.keys(reportFormats))
    const files = await reportFormats[name].files(result, {
      runPath,
      version: packageVersion(),
      allowPartial,
    })
    for (const file of files) {
      const path = join(reportFolder, file.name)
      await writeFileAtomic(path, file.content)
      paths.push(path)
    }
  }
  return paths
}

function isFormat(name: string): name is keyof typeof reportFormats {
  return Object.hasOwn(reportFormats, name)
}
