import { join, relative } from 'node:path'
import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { gatesFail } from '../pipeline/gates.ts'
import type { Json } from '../records/identity.ts'
import type { PreferenceResult } from '../records/preference-result.ts'
import type { Invocation } from './commands.ts'
import { listenForInterruption, resumeCommand } from './interruption.ts'
import { candidatesOfFolders } from './preference/candidates-of-folders.ts'
import { candidatesOfRuns } from './preference/candidates-of-runs.ts'
import { chooseSource } from './preference/choose-source.ts'
import { planStudyRun } from './preference/plan-study.ts'
import { planText } from './preference/plan-text.ts'
import { revealResults } from './preference/reveal.ts'
import { writeStudyReport } from './preference/study-report.ts'
import { writeStudyResult } from './preference/study-result.ts'
import { checkGates, checkModels, conflict, studySettings } from './preference/study-settings.ts'
import { print, printJson } from './print.ts'
import { openReporters } from './reporters/open.ts'
import type { SuiteRun } from './suite-runs.ts'

/** `bench run preference` plans a study and makes its clips; `bench report` aggregates its votes. */
export const preferenceRun: SuiteRun = { run, report }

async function run(invocation: Invocation, resolved: ResolvedSettings): Promise<ExitCode> {
  const { options, argv } = invocation
  const settings = valuesOf(resolved)
  const study = studySettings(resolved)
  const reporter = openReporters(settings.reporters)
  const interruption = listenForInterruption()
  try {
    const candidates = await candidatesOf(invocation, resolved)
    checkModels(candidates.models, study, resolved)
    checkGates(candidates.models, study, resolved)
    const { limit, allowPartial, output, workers, seed } = settings
    const { source, notices } = await chooseSource(candidates, study, { limit, allowPartial })
    if (options.dryRun) {
      print(planText(source, study, options.json === true))
      return exitCodes.passed
    }
    const folder = await planStudyRun({
      source,
      settings: study,
      notices,
      manifest: {
        command: ['bench', ...argv],
        config: JSON.parse(JSON.stringify(settings)) as Json,
        seed,
        promptList: candidates.promptList,
      },
      outputDir: output,
      fresh: options.fresh === true,
      workers,
      onEvent: (event) => reporter.onEvent(event),
      signal: interruption.signal,
    })
    const result = await writeStudyResult(folder, resultOptions(resolved))
    printPlanned(result, folder, options.json === true)
    return exitCodes.passed
  } catch (thrown) {
    if (!interruption.signal.aborted) throw thrown
    process.stderr.write(`Continue with: ${resumeCommand(argv)}\n`)
    return exitCodes.interrupted
  } finally {
    interruption.close()
    await reporter.finish(null)
  }
}

/** Runs where any are named, else the folders of `--videos` or the config. */
async function candidatesOf(invocation: Invocation, resolved: ResolvedSettings) {
  const { 'preference.runs': runs, output } = valuesOf(resolved)
  if (runs.length === 0) return candidatesOfFolders(resolved, invocation)
  if (invocation.options.videos !== undefined) {
    throw conflict(
      resolved,
      'preference.runs',
      'runs and --videos together',
      'Name runs, or folders: a study is planned from one kind.',
    )
  }
  return candidatesOfRuns(runs, output, resolved)
}

function resultOptions(resolved: ResolvedSettings) {
  const settings = valuesOf(resolved)
  return {
    bootstrap: { resamples: settings['bootstrap.resamples'], level: settings['bootstrap.level'] },
    gates: settings['preference.gates'],
  }
}

function printPlanned({ study, progress }: PreferenceResult, folder: string, asJson: boolean): void {
  if (asJson) {
    printJson({ path: folder, result: join(folder, 'result.json'), study, planned: progress.planned })
    return
  }
  const { models, prompts, raters } = study
  print(
    [
      `Study   ${models.length} models, ${prompts} prompts, ${raters} raters, ${progress.planned} items and their checks`,
      `Run     ${shortest(folder)}`,
      `Next    bench review ${shortest(folder)}`,
    ].join('\n'),
  )
}

async function report(
  folder: string,
  { options }: Invocation,
  resolved: ResolvedSettings,
): Promise<ExitCode> {
  const { formats } = valuesOf(resolved)
  if (options.reveal) await revealResults(folder)
  const result = await writeStudyResult(folder, resultOptions(resolved))
  const reportFolder = join(folder, 'report')
  const files = await writeStudyReport({ result, runFolder: folder, reportFolder, formats })
  const exitCode = gatesFail(result.gates) ? exitCodes.gateFailed : exitCodes.passed
  if (options.json) {
    const { status, revealedAt, progress, gates } = result
    printJson({ status, revealedAt, progress, gates, exitCode, report: reportFolder, files })
    return exitCode
  }
  print(files.map((file) => relative('', file)).join('\n'))
  if (result.revealedAt === null) {
    process.stderr.write(
      `The results are hidden, so that nobody stops when they please: ${result.progress.answered} of ${result.progress.planned} items are answered. Show them with --reveal, or on the owner's page.\n`,
    )
  }
  return exitCode
}

/** Relative to here, unless that leads far up. */
function shortest(path: string): string {
  const fromHere = relative('', path)
  return fromHere.startsWith('..') || fromHere === '' ? path : fromHere
}
