import { basename, dirname } from 'node:path'
import * as ort from 'onnxruntime-node'
import { BenchError } from '../../errors.ts'
import type { DataType, Tensor, TensorData } from '../../tensor/tensor.ts'
import { encodeModel, type Located } from '../graph/encode.ts'
import type { Graph } from '../graph/graph.ts'
import type { Tensors } from '../graph/program.ts'
import { checkFeeds } from './feeds.ts'
import { defaultPlace } from './place.ts'
import { firstLine, type Provider, providerProblem } from './providers.ts'
import type { Weights } from './weights/open.ts'
import { readTensor } from './weights/read-tensor.ts'
import type { StoredTensor } from './weights/stored-tensor.ts'

export interface SessionOptions {
  readonly provider?: Provider
  /** Threads inside one operator; ONNX Runtime's choice when absent. */
  readonly threads?: number
  /**
   * Whether threads sleep as soon as a run ends. By default they wait for the next one for some hundredths of a second
   * and take a core from whoever runs then, which matters where several processes take turns.
   */
  readonly sleepBetweenRuns?: boolean
  /**
   * `resident` weights are converted to the graph's precision and reordered for the processor once, in memory of their
   * own; `mapped` weights are used where they lie in the checkpoint, at some cost in every run. By default what fits
   * into 2 GiB is resident.
   */
  readonly weights?: 'resident' | 'mapped'
  /**
   * Keeps what one operator frees for the next one. It saves page faults in a session of one or two transformer
   * blocks; it doubles the peak of a video decoder, because it grows in powers of two and gives nothing back. Off by
   * default.
   */
  readonly arena?: boolean
  /** Writes a per-operator profile to a file that starts with this path; it is complete after `release`. */
  readonly profilePrefix?: string
}

/** A network ready to run on one provider. */
export interface Session {
  /** Runs the network once. Feeds are checked by name, type and sizes before the run. */
  run(feeds: Tensors): Promise<Record<string, Tensor>>
  /** Frees the session's memory. */
  release(): Promise<void>
}

const noWeights: Weights = { path: 'no weights', tensors: new Map() }

/**
 * Compiles a graph whose parameters lie in the given checkpoint; the files are mapped, not copied. Throws
 * PROVIDER_MISSING when the provider is not on this machine and SESSION_FAILED when ONNX Runtime refuses the model.
 */
export async function createSession(
  network: string,
  graph: Graph,
  weights: Weights = noWeights,
  options: SessionOptions = {},
): Promise<Session> {
  const { located, folder } = await locateParameters(graph, weights)
  const model = encodeModel(graph, (path) => located.get(path)!)
  const casts = [...located.values()].some(({ dtype }) => dtype !== graph.precision)
  const settings = { ...options, weights: options.weights ?? defaultPlace(graph) }
  const session = await create(
    network,
    model,
    sessionOptions(settings, folder, casts),
    options.provider ?? 'cpu',
  )
  return {
    async run(feeds) {
      checkFeeds(graph.inputs, feeds)
      const inputs = Object.entries(feeds).map(([name, feed]) => [name, toRuntime(feed)] as const)
      const outputs = await session.run(Object.fromEntries(inputs)).catch((error: unknown) => {
        throw failure(network, 'run', error)
      })
      return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, fromRuntime(output)]))
    },
    async release() {
      if (options.profilePrefix !== undefined) session.endProfiling()
      await session.release()
    },
  }
}

async function locateParameters(
  graph: Graph,
  weights: Weights,
): Promise<{ located: ReadonlyMap<string, Located>; folder: string | undefined }> {
  const located = new Map<string, Located>()
  let folder: string | undefined
  for (const { parameter } of graph.parameters.values()) {
    const stored = weights.tensors.get(parameter.path)
    if (!stored || String(stored.shape) !== String(parameter.shape)) {
      throw new BenchError('WEIGHTS_MISMATCH', {
        path: weights.path,
        found: `${parameter.path} [${parameter.shape}] is ${stored ? `[${stored.shape}]` : 'missing'}`,
      })
    }
    const home = folder ?? dirname(stored.file)
    const isMapped = (stored.pieces ?? [stored]).every((one) => canMap(one) && dirname(one.file) === home)
    if (isMapped) folder = home
    located.set(parameter.path, isMapped ? rangesOf(stored) : await readTensor(stored))
  }
  return { located, folder }
}

/** ONNX Runtime maps contiguous, non-empty tensors; the rest, a few small ones at most, travels inside the model. */
const canMap = ({ strides, lengthBytes }: StoredTensor): boolean => strides === undefined && lengthBytes > 0

function rangesOf(stored: StoredTensor): Located {
  const rangeOf = (one: StoredTensor) => ({ ...one, location: basename(one.file) })
  const { dtype, pieces } = stored
  return pieces ? { dtype, pieces: pieces.map(rangeOf) } : rangeOf(stored)
}

function sessionOptions(
  {
    provider = 'cpu',
    threads,
    sleepBetweenRuns = false,
    profilePrefix,
    weights,
    arena = false,
  }: SessionOptions,
  folder: string | undefined,
  casts: boolean,
): ort.InferenceSession.SessionOptions {
  const mapped = weights === 'mapped'
  return {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    enableCpuMemArena: arena,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
    extra: {
      // folding a cast would keep a second, wider copy of a mapped weight
      ...(mapped && casts ? { optimization: { disable_specified_optimizers: 'ConstantFolding' } } : {}),
      session: {
        ...(folder === undefined ? {} : { model_external_initializers_file_folder_path: folder }),
        ...(mapped ? { disable_prepacking: '1' } : {}),
        ...(sleepBetweenRuns ? { force_spinning_stop: '1' } : {}),
      },
    },
  }
}

async function create(
  network: string,
  model: Uint8Array,
  options: ort.InferenceSession.SessionOptions,
  provider: Provider,
): Promise<ort.InferenceSession> {
  // what goes wrong is thrown, and printed once by the command line
  ort.env.logLevel = 'fatal'
  try {
    return await ort.InferenceSession.create(model, options)
  } catch (error) {
    throw providerProblem(provider, error) ?? failure(network, 'compile', error)
  }
}

const failure = (network: string, action: string, error: unknown) =>
  new BenchError(
    'SESSION_FAILED',
    { network, action, found: firstLine(error instanceof Error ? error.message : String(error)) },
    { cause: error },
  )

const toRuntime = ({ dtype, shape, data }: Tensor): ort.Tensor =>
  new ort.Tensor(dtype as ort.Tensor.Type, data as ort.Tensor.DataType, [...shape])

const fromRuntime = (output: ort.Tensor): Tensor => ({
  dtype: output.type as DataType,
  shape: output.dims,
  data: output.data as TensorData,
})
