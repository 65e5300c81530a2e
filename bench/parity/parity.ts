import { z } from 'zod'
import { BenchError } from '../errors.ts'
import { createRunner, type RunnerOptions } from '../onnx/engine/runner.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { type CaseFiles, openCaseFiles, type ParityCase } from './case-files.ts'
import type { CaseFunction, Component } from './component.ts'
import { components } from './components.ts'

/** How far one output lies from its recorded value. */
export interface OutputParity {
  readonly case: string
  readonly output: string
  readonly maxAbsoluteError: number
  /** The largest absolute error over max(1, largest recorded magnitude). */
  readonly maxRelativeError: number
  /** Bound of `maxRelativeError`. */
  readonly tolerance: number
  readonly passed: boolean
}

export interface ParityResult {
  readonly component: string
  readonly outputs: readonly OutputParity[]
  readonly passed: boolean
}

/**
 * Runs every recorded case of a folder through our network and compares. Throws PARITY_INVALID for a folder that is
 * not understood: an unknown component or function is never skipped.
 */
export async function runParity(folder: string, options: RunnerOptions = {}): Promise<ParityResult> {
  const files = await openCaseFiles(folder)
  const { network, functions } = openComponent(folder, files)
  const runner = createRunner(network, files.weights, options)
  try {
    const outputs: OutputParity[] = []
    for (const [name, entry] of Object.entries(files.config.cases)) {
      const call = Object.hasOwn(functions, entry.function) ? functions[entry.function] : undefined
      if (!call) throw invalid(folder, `case ${name} calls the unknown function ${entry.function}`)
      outputs.push(
        ...(await runCase(files, name, entry, (inputs) => call(undefined, runner.run, inputs, entry.params))),
      )
    }
    if (outputs.length === 0) throw invalid(folder, 'it holds no cases')
    return { component: files.config.component, outputs, passed: outputs.every(({ passed }) => passed) }
  } finally {
    await runner.release()
  }
}

function openComponent(folder: string, { config }: CaseFiles): ReturnType<Component['open']> {
  const known = Object.hasOwn(components, config.component) ? components[config.component] : undefined
  if (!known) {
    throw invalid(
      folder,
      `component ${config.component} is unknown; known are ${Object.keys(components).join(', ')}`,
    )
  }
  try {
    return known.open(config.architecture)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    throw invalid(folder, `the architecture is wrong: ${z.prettifyError(error).replaceAll('\n', ' ')}`)
  }
}

async function runCase(
  files: CaseFiles,
  name: string,
  entry: ParityCase,
  call: (inputs: Parameters<CaseFunction<void>>[2]) => ReturnType<CaseFunction<void>>,
): Promise<OutputParity[]> {
  const inputs: Record<string, Tensor> = {}
  for (const [key, input] of Object.entries(entry.inputs)) inputs[key] = await files.read(input)
  const got = await call(inputs)
  const compared: OutputParity[] = []
  for (const [output, recorded] of Object.entries(entry.outputs)) {
    const errors = compare(got[output], await files.read(recorded))
    const tolerance = files.config.tolerance.tol_pass
    compared.push({ case: name, output, ...errors, tolerance, passed: errors.maxRelativeError <= tolerance })
  }
  return compared
}

/** Errors are infinite where the output is absent, has another shape, or is not a number. */
function compare(
  got: Tensor | undefined,
  expected: Tensor,
): { maxAbsoluteError: number; maxRelativeError: number } {
  const infinite = { maxAbsoluteError: Number.POSITIVE_INFINITY, maxRelativeError: Number.POSITIVE_INFINITY }
  if (!got || String(got.shape) !== String(expected.shape)) return infinite
  let error = 0
  let magnitude = 1
  for (let i = 0; i < expected.data.length; i++) {
    const wanted = Number(expected.data[i])
    const difference = Math.abs(Number(got.data[i]) - wanted)
    if (Number.isNaN(difference)) return infinite
    error = Math.max(error, difference)
    magnitude = Math.max(magnitude, Math.abs(wanted))
  }
  return { maxAbsoluteError: error, maxRelativeError: error / magnitude }
}

const invalid = (path: string, found: string) => new BenchError('PARITY_INVALID', { path, found })
