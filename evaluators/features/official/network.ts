import { z } from 'zod'
import { BenchError } from '../../../bench/errors.ts'
import { camelCaseKeys } from '../../../bench/models/camel-case-keys.ts'
import { createRunner, type Runner, type RunnerOptions } from '../../../bench/onnx/engine/runner.ts'
import { openCheckpoint } from '../../../bench/onnx/engine/weights/checkpoints/open-checkpoint.ts'
import type { Weights } from '../../../bench/onnx/engine/weights/open.ts'
import type { Network, Run } from '../../../bench/onnx/graph/program.ts'
import type { BackboneContext } from '../../contract.ts'

/** A network that VBench uses, with the name of its file in the weights table. */
export interface OfficialNetwork<N extends Network> {
  readonly file: string
  /** The network of the released sizes, or of those that the user's own config.json states. */
  build(architecture: unknown, weights: Weights): N
}

/** Describes a network: the schema of its sizes, those of the released file, and its constructor. */
export function officialNetwork<S extends z.ZodType, N extends Network>(
  file: string,
  schema: S,
  released: z.output<S>,
  make: (spec: z.output<S>, weights: Weights) => N,
): OfficialNetwork<N> {
  return {
    file,
    build(architecture, weights) {
      if (architecture === null) return make(released, weights)
      const spec = schema.safeParse(camelCaseKeys(architecture))
      if (spec.success) return make(spec.data, weights)
      const found = `architecture: ${z.prettifyError(spec.error).replaceAll('\n', ' ')}`
      throw new BenchError('NETWORK_FOLDER', { path: weights.path, found })
    },
  }
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
  readonly opened: Promise<{ readonly network: Network; readonly weights: Weights; readonly runner: Runner }>
}

/** Where a network's weights and intermediate values lie, when the engine's own choice is not the best. */
type PlacementOptions = Pick<RunnerOptions, 'weights' | 'arena'>

/** Networks that are open in this process, by file. */
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
  const path = context.weightPath(official.file)
  const entry = shared.get(path) ?? {
    users: 0,
    opened: load(official, path, context, { ...session, keptSessions: programs }),
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
  path: string,
  context: BackboneContext,
  options: RunnerOptions,
) {
  const weights = await openCheckpoint(path)
  const network = official.build(context.architecture?.(official.file) ?? null, weights)
  const runner = createRunner(network, weights, { ...options, threads: context.threads })
  return { network, weights, runner }
}
