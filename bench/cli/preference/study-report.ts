import { join, relative } from 'node:path'
import { preferenceFormats } from '../../../reports/preference/table.ts'
import { reportFormats } from '../../../reports/table.ts'
import { unknownName } from '../../config/unknown-name.ts'
import type { PreferenceResult } from '../../records/preference-result.ts'
import { writeFileAtomic } from '../../store/files.ts'
import { packageVersion } from '../package-version.ts'

export interface StudyReportRequest {
  readonly result: PreferenceResult
  /** Absolute; links to the videos start here. */
  readonly runFolder: string
  /** Absolute; made when absent. */
  readonly reportFolder: string
  readonly formats: readonly string[]
}

/** Writes every named format that a study has; each file appears whole or not at all. Returns their absolute paths. */
export async function writeStudyReport(request: StudyReportRequest): Promise<string[]> {
  const { result, runFolder, reportFolder } = request
  const runPath = relative(reportFolder, runFolder).replaceAll('\\', '/') || '.'
  const paths: string[] = []
  for (const name of request.formats) {
    if (!isFormat(name)) {
      if (!Object.hasOwn(reportFormats, name)) {
        throw unknownName('report format', name, Object.keys(preferenceFormats))
      }
      process.stderr.write(`A study has no report in the format ${name}; it is left out.\n`)
      continue
    }
    for (const file of await preferenceFormats[name].files(result, { runPath, version: packageVersion() })) {
      const path = join(reportFolder, file.name)
      await writeFileAtomic(path, file.content)
      paths.push(path)
    }
  }
  return paths
}

function isFormat(name: string): name is keyof typeof preferenceFormats {
  return Object.hasOwn(preferenceFormats, name)
}
