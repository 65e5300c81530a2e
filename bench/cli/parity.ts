import { availableParallelism } from 'node:os'
import { unknownName } from '../config/unknown-name.ts'
import { BenchError, type ExitCode, exitCodes } from '../errors.ts'
import { type Provider, providers } from '../onnx/engine/providers.ts'
import { type OutputParity, type ParityResult, runParity } from '../parity/parity.ts'
import { certify } from './certify.ts'
import { type Colours, colours } from './colours.ts'
import type { Invocation } from './commands.ts'
import { columns, print, printJson } from './print.ts'

/** `bench parity FOLDER`: recorded cases of a network through our code. Exits 10 when one leaves its tolerance. */
export async function execute(invocation: Invocation): Promise<ExitCode> {
  const { args, options } = invocation
  const provider = providerOf(options.provider)
  const [folder = ''] = args
  if (options.suite !== undefined) return certify(folder, provider, invocation)
  const result = await runParity(folder, { provider, threads: availableParallelism() })
  if (options.json) printJson({ folder, provider, ...result, outputs: result.outputs.map(finite) })
  else print(parityText(result, colours(process.stdout)))
  return result.passed ? exitCodes.passed : exitCodes.gateFailed
}

function providerOf(found: unknown): Provider {
  if (found === undefined) return 'cpu'
  if (typeof found !== 'string') {
    const expected = providers.join(', ')
    throw new BenchError('OPTION_INVALID', {
      command: 'parity',
      option: '--provider',
      found: String(found),
      expected,
    })
  }
  const provider = providers.find((name) => name === found)
  if (provider === undefined) throw unknownName('provider', found, providers)
  return provider
}

function parityText({ component, outputs, passed }: ParityResult, paint: Colours): string {
  const head = ['Case', 'Output', 'Largest error', 'Relative', 'Tolerance', '']
  const rows = outputs.map((row) => [
    row.case,
    row.output,
    errorText(row.maxAbsoluteError),
    errorText(row.maxRelativeError),
    row.tolerance,
    row.passed ? 'holds' : 'FAILS',
  ])
  const lines = columns([head, ...rows]).split('\n')
  const failed = outputs.filter((row) => !row.passed).length
  const verdict = passed
    ? `${component}: all ${outputs.length} outputs hold`
    : `${component}: ${failed} of ${outputs.length} outputs leave their tolerance`
  return [
    ...lines.map((line, i) => (i === 0 ? paint.dim(line) : outputs[i - 1]!.passed ? line : paint.red(line))),
    '',
    passed ? verdict : paint.red(verdict),
  ].join('\n')
}

/** An output that is absent, misshapen or not a number has no finite error. */
const errorText = (error: number) => (Number.isFinite(error) ? error.toExponential(1) : 'none')

const finite = (row: OutputParity) => ({
  ...row,
  maxAbsoluteError: Number.isFinite(row.maxAbsoluteError) ? row.maxAbsoluteError : null,
  maxRelativeError: Number.isFinite(row.maxRelativeError) ? row.maxRelativeError : null,
})
