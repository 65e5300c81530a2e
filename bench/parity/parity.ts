import { z } from 'zod'
import { BenchError } from '../errors.ts'
import type { RunnerOptions } from '../onnx/engine/runner.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { type CaseFiles, openCaseFiles, type ParityCase } from './case-files.ts'
import { CaseError, type CaseFunction, type CaseOutputs, type Component } from './component.ts'
import { components } from './components.ts'
import { type Comparison, compare, ruleFor, ruleText } from './tolerance.ts'

/** How far one output lies from its recorded value. */
export interface OutputParity extends Comparison {
  readonly case: string
  readonly output: string
  /** The rule that it is held to, in words. */
  readonly tolerance: string
}

export interface ParityResult {
  readonly component: string
  readonly outputs: readonly OutputParity[]
  readonly passed: boolean
}

/**
 * Runs every recorded case of a folder through our code and compares. Throws PARITY_INVALID for a folder that is not
 * understood: an unknown component or function is never skipped.
 */
export async function runParity(folder: string, options: RunnerOptions = {}): Promise<ParityResult> {
  const files = await openCaseFiles(folder)
  const known = knownComponent(folder, files.config.component)
  const { functions, release } = await known.open(files, options)
  try {
    const outputs: OutputParity[] = []
    for (const [name, entry] of Object.entries(files.config.cases)) {
      const call = Object.hasOwn(functions, entry.function) ? functions[entry.function] : undefined
      if (!call) throw invalid(folder, `case ${name} calls the unknown function ${entry.function}`)
      outputs.push(...(await runCase(files, known, name, entry, call)))
    }
    if (outputs.length === 0) throw invalid(folder, 'it holds no cases')
    return { component: files.config.component, outputs, passed: outputs.every(({ passed }) => passed) }
  } finally {
    await release()
  }
}

function knownComponent(folder: string, name: string): Component {
  const known = Object.hasOwn(components, name) ? components[name] : undefined
  if (known) return known
  throw invalid(folder, `component ${name} is unknown; known are ${Object.keys(components).join(', ')}`)
}

async function runCase(
  files: CaseFiles,
  component: Component,
  name: string,
  entry: ParityCase,
  call: CaseFunction,
): Promise<OutputParity[]> {
  const inputs: Record<string, Tensor> = {}
  for (const [key, input] of Object.entries(entry.inputs)) inputs[key] = await files.read(input)
  const got = await called(files.folder, name, () => call(inputs, entry.params))
  const { tolerance } = files.config
  const ownRule = component.rule?.(entry.function, tolerance)
  const compared: OutputParity[] = []
  for (const [output, recorded] of Object.entries(entry.outputs)) {
    const expected = await files.read(recorded)
    const rule = recorded.bounds ?? ownRule ?? ruleFor(tolerance, expected.dtype)
    if (!rule) throw invalid(files.folder, `it states no tolerance for ${expected.dtype}`)
    compared.push({
      case: name,
      output,
      ...compare(got[output], expected, rule),
      tolerance: ruleText(rule),
    })
  }
  return compared
}

/** What the folder states wrongly is its own error, not one of ours. */
async function called(folder: string, name: string, call: () => Promise<CaseOutputs>): Promise<CaseOutputs> {
  try {
    return await call()
  } catch (cause) {
    const found =
      cause instanceof z.ZodError
        ? `params: ${z.prettifyError(cause).replaceAll('\n', ' ')}`
        : cause instanceof CaseError
          ? cause.message
          : null
    if (found === null) throw cause
    throw new BenchError('PARITY_INVALID', { path: folder, found: `case ${name}: ${found}` }, { cause })
  }
}

const invalid = (path: string, found: string) => new BenchError('PARITY_INVALID', { path, found })
