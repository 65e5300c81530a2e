import { BenchError } from '../../errors.ts'

/** Where a session computes. `cuda` needs ONNX Runtime's CUDA libraries: docs/gpu.md. */
export const providers = ['cpu', 'webgpu', 'cuda'] as const
export type Provider = (typeof providers)[number]

/**
 * Turns a failed start of a provider into PROVIDER_MISSING. The message of ONNX Runtime names the library or driver
 * that is absent. Other failures are returned as null.
 */
export function providerProblem(provider: Provider, error: unknown): BenchError | null {
  if (provider === 'cpu') return null
  const text = error instanceof Error ? error.message : String(error)
  const absent =
    /backend not found|provider.*(?:not|fail)|cannot open shared object|adapter|dlopen|no available backend/i
  return absent.test(text) ? new BenchError('PROVIDER_MISSING', { provider, found: reason(text) }) : null
}

/** What failed, without the source locations that ONNX Runtime puts before it. */
const reason = (text: string): string =>
  firstLine(text.slice(Math.max(text.search(/Failed to|no available/i), 0)))

export const firstLine = (text: string): string => text.split('\n', 1)[0]!.slice(0, 300)
