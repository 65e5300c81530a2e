import { join, relative } from 'node:path'
import {
  autoencoderReportFiles,
  autoencoderTerminalText,
  isAutoencoderReport,
} from '../../reports/autoencoder/index.ts'
import { valuesOf } from '../config/resolve.ts'
import type { ResolvedSettings } from '../config/settings.ts'
import { type ExitCode, exitCodes } from '../errors.ts'
import { gatesFail } from '../pipeline/gates.ts'
import { measureSuite } from '../profile/measure-suite.ts'
import type { AutoencoderResult } from '../records/autoencoder-result.ts'
import { writeFileAtomic } from '../store/files.ts'
import { readAutoencoderResult } from './autoencoder-file.ts'
import { childHost } from './autoencoder-host.ts'
import { autoencoderQuality, qualityInputs } from './autoencoder-quality.ts'
import { autoencoderRequest } from './autoencoder-request.ts'
import { autoencoderResult, autoencoderRunId, projectionGoals } from './autoencoder-result.ts'
import { variantScores } from './autoencoder-scores.ts'
import { measurementText } from './autoencoder-text.ts'
import { hasColour } from './colours.ts'
import type { Invocation } from './commands.ts'
import { type Interruption, listenForInterruption } from './interruption.ts'
import { packageVersion } from './package-version.ts'
import { print, printJson } from './print.ts'

/** `bench run autoencoder`: measures, projects, judges, and writes a run folder. */
export async function run(invocation: Invocation, resolved: ResolvedSettings): Promise<ExitCode> {
  const interruption = listenForInterruption()
  try {
    return await runUntil(interruption, invocation, resolved)
  } finally {
    if (!interruption.signal.aborted) interruption.close()
  }
}

async function runUntil(
  { signal }: Interruption,
  invocation: Invocation,
  resolved: ResolvedSettings,
): Promise<ExitCode> {
  const startedAt = new Date()
  const runId = autoencoderRunId(startedAt)
  const request = autoencoderRequest(resolved, childHost(), signal, (message) =>
    process.stderr.write(`${message}\n`),
  )
  const goals = projectionGoals(resolved)
  const scores = await variantScores(valuesOf(resolved))
  const inputs = await qualityInputs(request, resolved)
  const measured = await measureSuite(request)
  const quality = await autoencoderQuality(request, measured, inputs)
  const story = { invocation, resolved, request, goals, startedAt, runId, quality, scores }
  const result = await autoencoderResult(measured, story)
  const folder = join(valuesOf(resolved).output, runId)
  await writeFileAtomic(join(folder, 'manifest.json'), `${JSON.stringify(result.manifest, null, 2)}\n`)
  await writeFileAtomic(join(folder, 'result.json'), `${JSON.stringify(result)}\n`)
  const files = await writeReports(result, folder, valuesOf(resolved).formats)
  const exitCode = exitCodeOf(result, valuesOf(resolved).allowPartial)
  if (invocation.options.json) printJson({ ...summary(result), exitCode, path: folder, files })
  else printOutcome(result, folder, files)
  return exitCode
}

/** `bench report` of a run of this suite. */
export async function report(
  folder: string,
  invocation: Invocation,
  resolved: ResolvedSettings,
): Promise<ExitCode> {
  const result = await readAutoencoderResult(folder)
  const files = await writeReports(result, folder, valuesOf(resolved).formats)
  if (invocation.options.json) printJson({ report: join(folder, 'report'), files })
  else print(files.map(fromHere).join('\n'))
  return exitCodes.passed
}

async function writeReports(
  result: AutoencoderResult,
  folder: string,
  formats: readonly string[],
): Promise<string[]> {
  const wanted = formats.filter(isAutoencoderReport)
  const reports = await autoencoderReportFiles(result, { version: packageVersion() }, wanted)
  const paths: string[] = []
  for (const { name, content } of reports) {
    const path = join(folder, 'report', name)
    await writeFileAtomic(path, content)
    paths.push(path)
  }
  return paths
}

function exitCodeOf({ status, gates }: AutoencoderResult, allowPartial: boolean): ExitCode {
  if (status === 'interrupted') return exitCodes.interrupted
  if (gatesFail(gates)) return exitCodes.gateFailed
  return status === 'incomplete' && !allowPartial ? exitCodes.incomplete : exitCodes.passed
}

/** The numbers that scripts ask for; `result.json` has all. */
const summary = ({
  runId,
  status,
  budget,
  speedups,
  noise,
  composedChecks,
  residuals,
  gates,
  failures,
}: AutoencoderResult) => ({
  runId,
  status,
  budget,
  noise: { verdict: noise.verdict, findings: noise.findings, remedy: noise.remedy },
  speedups,
  composedChecks: composedChecks.map(({ title, relative: deviation, holds }) => ({
    title,
    relative: deviation,
    holds,
  })),
  residuals: residuals.map(({ variant, workload, publishedSeconds, projected, relative: deviation }) => ({
    variant,
    workload,
    gpus: projected.gpus,
    publishedSeconds,
    projectedSeconds: projected.seconds,
    relative: deviation,
  })),
  gates,
  failures,
})

function printOutcome(result: AutoencoderResult, folder: string, files: readonly string[]): void {
  const width = process.stdout.columns || Number.MAX_SAFE_INTEGER
  print(`${measurementText(result)}\n`)
  print(autoencoderTerminalText(result, { color: hasColour(process.stdout), width }))
  const page = files.find((file) => file.endsWith('.html')) ?? files[0]
  print(`\nRun     ${fromHere(folder)}`)
  print(`Result  ${fromHere(join(folder, 'result.json'))}`)
  if (page !== undefined) print(`Report  ${fromHere(page)}`)
}

/** Relative to here, unless that leads far up. */
function fromHere(path: string): string {
  const short = relative('', path)
  return short.startsWith('..') || short === '' ? path : short
}
