import { z } from 'zod'
import { BenchError } from '../../../bench/errors.ts'
import { camelCaseKeys } from '../../../bench/models/camel-case-keys.ts'
import { createRunner, type Runner, type RunnerOptions } from '../../../bench/onnx/engine/runner.ts'
import { openCheckpoint } from '../../../bench/onnx/engine/weights/checkpoints/open-checkpoint.ts'
import type { Weights } from '../../../bench/onnx/engine/weights/open.ts'
import type { Network, Run } from '../../../bench/onnx/graph/program.ts'
import type { BackboneContext } from '../../contract.ts'

/** A network that VBench uses. */
export interface OfficialNetwork<N extends Network> {
  /** Names of its files in the weights table. */
  readonly files: readonly string[]
  load(context: BackboneContext): Promise<LoadedNetwork<N>>
}

/** A network with its tensors, by the names of its parameters. */
export interface LoadedNetwork<N extends Network> {
  readonly network: N
  readonly weights: Weights
}

/** One that lies in a single file. */
export interface SingleFileNetwork<N extends Network> extends OfficialNetwork<N> {
  readonly file: string
  /** The network of the released sizes, or of those that the user's own config.json states. */
  build(architecture: unknown, weights: Weights): N
}

/** Describes a network: its file, the schema of its sizes, those of the released file, and its constructor. */
export function officialNetwork<S extends z.ZodType, N extends Network>(
  file: string,
  schema: S,
  released: z.output<S>,
  make: (spec: z.output<S>, weights: Weights) => N,
): SingleFileNetwork<N> {
  const build = (architecture: unknown, weights: Weights) =>
    make(architecture === null ? released : statedSizes(schema, architecture, weights.path), weights)
  return {
    file,
    files: [file],
    build,
    async load(context) {
      const weights = await openCheckpoint(context.weightPath(file))
      return { network: build(context.architecture?.(file) ?? null, weights), weights }
    },
  }
}

/** The sizes that the user's own config.json states for the weights at `path`. Throws NETWORK_FOLDER. */
export function statedSizes<S extends z.ZodType>(
  schema: S,
  architecture: unknown,
  path: string,
): z.output<S> {
  const spec = schema.safeParse(camelCaseKeys(architecture))
  if (spec.success) return spec.data
  const found = `architecture: ${z.prettifyError(spec.error).replaceAll('\n', ' ')}`
  throw new BenchError('NETWORK_FOLDER', { path, found })
}

/** A network on its weights, ready to run. */
export interface OpenNetwork<N extends Network> {
  readonly network: N
  readonly weights: Weights
  readonly run: Run
  close(): Promise<void>
}

interface Shared {
  users: number
  readonly opened: Promise<LoadedNetwork<Network> & { readonly runner: Runner }>
}

/** Where a network's weights and intermediate values lie, when the engine's own choice is not the best. */
type PlacementOptions = Pick<RunnerOptions, 'weights' | 'arena'>

/** Networks that are open in this process, by the paths of their files. */
const shared = new Map<string, Shared>()

/**
 * Opens a network, or joins those who have it open: backbones with the same weights share their sessions. Sessions of
 * the last `programs` sizes of input are kept.
 *
 * Throws NETWORK_FOLDER, WEIGHTS_MISMATCH, WEIGHTS_UNREADABLE, WEIGHT_FILE_MISSING.
 */
export async function openNetwork<N extends Network>(
  official: OfficialNetwork<N>,
  context: BackboneContext,
  programs: number,
  session: PlacementOptions = {},
): Promise<OpenNetwork<N>> {
  const path = official.files.map((file) => context.weightPath(file)).join('\n')
  const entry = shared.get(path) ?? {
    users: 0,
    opened: load(official, context, { ...session, keptSessions: programs }),
  }
  shared.set(path, entry)
  entry.users++
  const leave = async () => {
    entry.users--
    if (entry.users > 0) return
    shared.delete(path)
    await entry.opened.then(
      ({ runner }) => runner.release(),
      () => undefined,
    )
  }
  try {
    const { network, weights, runner } = await entry.opened
    return { network: network as N, weights, run: runner.run, close: leave }
  } catch (error) {
    await leave()
    throw error
  }
}

async function load<N extends Network>(
  official: OfficialNetwork<N>,
  context: BackboneContext,
  options: RunnerOptions,
) {
  const { network, weights } = await official.load(context)
  const runner = createRunner(network, weights, { ...options, threads: context.threads })
  return { network, weights, runner }
}
