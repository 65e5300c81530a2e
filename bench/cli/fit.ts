import { resolve } from 'node:path'
import type { ResolvedSettings } from '../config/settings.ts'
import { BenchError, type ExitCode, exitCodes } from '../errors.ts'
import { fitOpenSora } from '../generators/open-sora/fit/fit.ts'
import { measureMatrixRate } from '../generators/open-sora/fit/matrix-rate.ts'
import {
  chooseMemoryUse,
  freeMemoryBytes,
  memoryError,
  ways,
} from '../generators/open-sora/fit/memory-use.ts'
import type { OpenSoraOptions } from '../generators/open-sora/options.ts'
import { machineMemoryBytes } from '../onnx/engine/machine-memory.ts'
import type { Invocation } from './commands.ts'
import { type FitReport, fitText } from './fit-text.ts'
import { generatorEntries } from './generators.ts'
import { print, printJson } from './print.ts'

/**
 * `--fit`: what the open-sora generators of the settings take, before anything is loaded. When one does not fit, throws
 * OPEN_SORA_MEMORY after the plans are printed (with `--json` it stands in the document). Throws OPTION_INVALID when
 * there is no such generator.
 */
export async function printFit(resolved: ResolvedSettings, invocation: Invocation): Promise<ExitCode> {
  const entries = generatorEntries(resolved).filter(({ kind }) => kind === 'open-sora')
  if (entries.length === 0) {
    const found = resolved.generators.value.map(({ kind }) => kind).join(', ') || 'no generator'
    throw invalid('--fit', found, 'a generator open-sora, whose networks can be planned', invocation)
  }
  const planned = plannedMemory(invocation)
  const reports: FitReport[] = []
  const errors: BenchError[] = []
  for (const { options: parsed, baseDir } of entries) {
    const options = parsed as OpenSoraOptions
    const fit = await fitOpenSora(options, resolve(baseDir, options.weights))
    const memoryBytes = planned ?? machineMemoryBytes()
    const verdict = chooseMemoryUse(fit, options, memoryBytes)
    const judged = options.provider === 'cpu'
    // another machine's speed is not known here, nor is a GPU's
    const rate = judged && planned === null ? await measureMatrixRate(options.threads) : null
    const free = planned === null ? freeMemoryBytes() : null
    const error = judged && !verdict.fits ? memoryError(options, fit, verdict, memoryBytes) : null
    if (error) errors.push(error)
    const judgement = { verdict: judged ? verdict : null, problem: error?.problem ?? null }
    reports.push({ options, fit, ways: ways(fit), ...judgement, memoryBytes, free, rate })
  }
  if (invocation.options.json) {
    printJson(reports.map(({ options, ...rest }) => ({ model: options.model, ...rest })))
    return errors.length === 0 ? exitCodes.passed : exitCodes.preflight
  }
  print(reports.map(fitText).join('\n\n'))
  if (errors[0]) throw errors[0]
  return exitCodes.passed
}

/** `--memory`, in bytes; null for this machine's. */
function plannedMemory(invocation: Invocation): number | null {
  const { memory } = invocation.options
  if (memory === undefined) return null
  const gib = /^\d+(\.\d+)?$/.test(String(memory)) ? Number(memory) : Number.NaN
  if (gib > 0 && gib <= 2 ** 20) return gib * 2 ** 30
  throw invalid('--memory', JSON.stringify(memory), 'a number of GiB above 0, such as 24', invocation)
}

const invalid = (option: string, found: string, expected: string, { command }: Invocation) =>
  new BenchError('OPTION_INVALID', { option, found, expected, command })
