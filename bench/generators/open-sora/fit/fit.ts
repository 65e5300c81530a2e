import { join } from 'node:path'
import { BenchError } from '../../../errors.ts'
import { type ProgramCost, programCost } from '../../../onnx/engine/program-cost.ts'
import { openWeights } from '../../../onnx/engine/weights/open.ts'
import type { Network, Program, Run } from '../../../onnx/graph/program.ts'
import { type DataType, dataTypes, elementCount } from '../../../tensor/tensor.ts'
import { readArchitecture } from '../architecture.ts'
import { clipSize } from '../clip-size.ts'
import { buildNetwork, type NetworkName, networkFile, streamable, usedNetworks } from '../networks.ts'
import type { OpenSoraOptions } from '../options.ts'
import { keptTexts } from '../text-embeddings.ts'
import { textLengths } from '../variant.ts'
import { ghost, type Use, type UseContext, usesOf } from './uses.ts'

/** What a network takes in one way of running it, bytes. */
export interface NetworkLoad {
  /** Between runs: float32 weights of the session's own, of every tile size that has a session. */
  readonly ownBytes: number
  /** Between runs: weights used where the file is mapped. The system can take this memory back and read it again. */
  readonly mappedBytes: number
  /** Beside these while it runs: intermediate tensors, and the video; of a streamed network also one block's weights. */
  readonly workingBytes: number
  /** Stored weights of the largest program. */
  readonly largestBytes: number
  /** Read from disk for one clip, where weights are read for every run. */
  readonly readBytesPerClip: number
}

export interface NetworkFit {
  readonly name: NetworkName
  readonly file: string
  /** Whether the sizes on disk come from the file's header, or from the released files. */
  readonly isPresent: boolean
  readonly parameters: number
  readonly storedAs: string
  readonly storedBytes: number
  readonly whole: NetworkLoad
  /** Null for a network that is never read block by block. */
  readonly streamed: NetworkLoad | null
  readonly operationsPerClip: number
}

/** What the networks of a configuration take, before any of them is loaded. */
export interface OpenSoraFit {
  readonly clip: {
    readonly frames: number
    readonly height: number
    readonly width: number
    readonly tokens: number
  }
  readonly networks: readonly NetworkFit[]
  /** The process itself, and the embeddings of texts that it keeps. */
  readonly processBytes: number
}

/** Node.js with ONNX Runtime, the codec and this program, set by measured peaks on Linux, x64 (docs/gpu.md). */
const emptyProcessBytes = 320 * 2 ** 20

/** Sessions that a runner keeps (bench/onnx/engine/runner.ts). */
const keptSessions = 4

/** Element types of the published files, for sizes before a download (bench/weights/hub/sets.ts says what was seen). */
const publishedTypes: Readonly<Record<NetworkName, DataType>> = {
  t5: 'float32',
  clip: 'float32',
  mmdit: 'bfloat16',
  hunyuan: 'bfloat16',
  // not seen; the larger of the two that are usual
  dcAutoencoder: 'float32',
  flux: 'bfloat16',
  fluxAutoencoder: 'float32',
}

/**
 * Builds every graph that a clip needs, without weights, and adds up memory and operations from its shapes. Throws what
 * `readArchitecture`, `clipSize` and `openWeights` throw, but for files that are not there.
 */
export async function fitOpenSora(options: OpenSoraOptions, folder: string): Promise<OpenSoraFit> {
  const architecture = await readArchitecture(folder, options.variant)
  const size = clipSize(options, architecture)
  const networks: NetworkFit[] = []
  for (const name of usedNetworks(options)) {
    networks.push(await fitNetwork(name, folder, { options, architecture, size }))
  }
  const { patchSize } = architecture.mmdit
  const { frames, height, width } = size
  const tokens = elementCount(size.latentShape.slice(2)) / patchSize ** 2
  const textBytes = keptTexts * elementCount([textLengths.t5, architecture.t5.dModel, 4])
  return { clip: { frames, height, width, tokens }, networks, processBytes: emptyProcessBytes + textBytes }
}

async function fitNetwork(
  name: NetworkName,
  folder: string,
  context: Omit<UseContext, 'streams'>,
): Promise<NetworkFit> {
  const file = networkFile(name, context.options)
  const types = await storedTypes(join(folder, file))
  const network: Network = buildNetwork(name, context.architecture)
  const typeOf = (path: string) => types?.get(path) ?? publishedTypes[name]
  const load = (streams: boolean) => loadOf(name, network, { ...context, streams }, typeOf)
  const whole = await load(false)
  const stored = network.parameters.map(({ path, shape }) => ({
    type: typeOf(path),
    elements: elementCount(shape),
  }))
  return {
    name,
    file,
    isPresent: types !== null,
    parameters: sum(stored.map(({ elements }) => elements)),
    storedAs: [...new Set(stored.map(({ type }) => type))].join(' and '),
    storedBytes: sum(stored.map(({ type, elements }) => elements * dataTypes[type].bytes)),
    whole: whole.load,
    streamed: streamable.has(name) ? (await load(true)).load : null,
    operationsPerClip: whole.operationsPerClip,
  }
}

/** Element types of a checkpoint's tensors by name; null when the file is not there. */
async function storedTypes(path: string): Promise<ReadonlyMap<string, DataType> | null> {
  try {
    const { tensors } = await openWeights(path)
    return new Map([...tensors].map(([name, { dtype }]) => [name, dtype]))
  } catch (error) {
    if (error instanceof BenchError && error.problem.code === 'WEIGHT_FILE_MISSING') return null
    throw error
  }
}

async function loadOf(
  name: NetworkName,
  network: Network,
  context: UseContext,
  typeOf: (path: string) => DataType,
): Promise<{ load: NetworkLoad; operationsPerClip: number }> {
  const { streams, options, size } = context
  const costs = new Map<string, ProgramCost>()
  let operationsPerClip = 0
  let readBytesPerClip = 0
  for (const use of usesOf[name](context) as readonly Use<Network>[]) {
    const run = countingRun(costs, { streams, provider: options.provider, typeOf }, (cost) => {
      operationsPerClip += cost.operations * use.timesPerClip
      if (streams) readBytesPerClip += cost.storedBytes * use.timesPerClip
    })
    await use.call(network, run, streams ? 1 : undefined)
  }
  const programs = [...costs.values()]
  const own = programs.map(({ ownBytes }) => ownBytes).toSorted((a, b) => b - a)
  const isVideo = name === 'hunyuan' || name === 'dcAutoencoder'
  // finished bands, and the whole that is joined from them
  const videoBytes = isVideo ? 2 * elementCount([3, size.frames, size.height, size.width, 4]) : 0
  const working = programs.map(
    ({ activationBytes, mappedBytes, ownBytes }) => activationBytes + (streams ? mappedBytes + ownBytes : 0),
  )
  return {
    operationsPerClip,
    load: {
      ownBytes: streams ? 0 : sum(own.slice(0, keptSessions)),
      mappedBytes: streams ? 0 : Math.max(...programs.map(({ mappedBytes }) => mappedBytes)),
      workingBytes: Math.max(...working) + videoBytes,
      largestBytes: Math.max(...programs.map(({ storedBytes }) => storedBytes)),
      readBytesPerClip,
    },
  }
}

/** Runs nothing: takes the cost of each program, once for each name, and answers with shapes. */
function countingRun(
  costs: Map<string, ProgramCost>,
  options: Parameters<typeof programCost>[1],
  count: (cost: ProgramCost) => void,
): Run {
  return async (program: Program) => {
    const cost = costs.get(program.name) ?? programCost(program, options)
    costs.set(program.name, cost)
    count(cost)
    return Object.fromEntries(
      Object.entries(cost.outputs).map(([name, { shape }]) => [name, ghost(shape as readonly number[])]),
    )
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
