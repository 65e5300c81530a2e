import { stat } from 'node:fs/promises'
import * as ort from 'onnxruntime-node'
import { BenchError } from '../../errors.ts'
import type { DataType, FloatTensor, TensorData } from '../../tensor/tensor.ts'
import { firstLine, type Provider, providerProblem } from './providers.ts'

/** An ONNX file of a user's with one float32 input and at least one float32 output. */
export interface ModelFile {
  /** Sizes of the input; a string or null where any size fits. */
  readonly inputShape: readonly (number | string | null)[]
  /** The first output for an input. Throws SESSION_FAILED. */
  run(input: FloatTensor): Promise<FloatTensor>
  release(): Promise<void>
}

export interface ModelFileOptions {
  readonly provider: Provider
  readonly threads: number
}

/**
 * Opens an ONNX file. Throws WEIGHT_FILE_MISSING, PROVIDER_MISSING, and SESSION_FAILED when ONNX Runtime refuses it or it
 * does not have one input of float32.
 */
export async function openModelFile(
  path: string,
  { provider, threads }: ModelFileOptions,
): Promise<ModelFile> {
  if (!(await stat(path).catch(() => null))?.isFile()) throw new BenchError('WEIGHT_FILE_MISSING', { path })
  const session = await create(path, { provider, threads })
  const [input, ...others] = session.inputMetadata
  const output = session.outputNames[0]
  if (!input?.isTensor || others.length > 0 || input.type !== 'float32' || output === undefined) {
    await session.release()
    throw failure(path, 'open', 'expected one input of float32 and an output')
  }
  return {
    inputShape: input.shape.map((size) => (typeof size === 'number' && size > 0 ? size : null)),
    async run({ shape, data }) {
      const feeds = { [input.name]: new ort.Tensor('float32', data, [...shape]) }
      const results = await session.run(feeds, [output]).catch((error: unknown) => {
        throw failure(path, 'run', messageOf(error))
      })
      const { type, dims, data: found } = results[output]!
      if ((type as DataType) !== 'float32')
        throw failure(path, 'run', `its output is ${type}, expected float32`)
      return { dtype: 'float32', shape: dims, data: found as TensorData<'float32'> }
    },
    release: () => session.release(),
  }
}

async function create(path: string, { provider, threads }: ModelFileOptions): Promise<ort.InferenceSession> {
  ort.env.logLevel = 'fatal'
  try {
    return await ort.InferenceSession.create(path, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      enableCpuMemArena: false,
      logSeverityLevel: 3,
      extra: { session: { force_spinning_stop: '1' } },
    })
  } catch (error) {
    throw providerProblem(provider, error) ?? failure(path, 'open', messageOf(error))
  }
}

const messageOf = (error: unknown) => firstLine(error instanceof Error ? error.message : String(error))

const failure = (network: string, action: string, found: string) =>
  new BenchError('SESSION_FAILED', { network, action, found })
