import type { Provider } from '../onnx/engine/providers.ts'
import { createRunner } from '../onnx/engine/runner.ts'
import { createSession } from '../onnx/engine/session.ts'
import { Graph } from '../onnx/graph/graph.ts'
import { openCodec } from './codec/codec.ts'
import { networkPart, noise, type PartSpec } from './part.ts'
import { syntheticWeights } from './synthetic-weights.ts'

/** A part that is loaded and can be run again and again. */
export interface LoadedPart {
  run(): Promise<void>
  /** Makes its sessions, where they can be made without a run. */
  prepare?(): Promise<void>
  /** Highest resident memory of processes beside this one, bytes. */
  outsidePeakBytes(): Promise<number>
  release(): Promise<void>
}

export interface PartOptions {
  readonly provider: Provider
  readonly threads: number
  /** Where made-up weights are kept. */
  readonly syntheticFolder: string
}

/** Loads a part. Throws what its weights, files or sessions throw, as BenchError. */
export async function loadPart(spec: PartSpec, options: PartOptions): Promise<LoadedPart> {
  if (spec.kind === 'codec') {
    const { syntheticFolder, ...engine } = options
    const codec = await openCodec(spec.codec, { ...engine, ...takingTurns, weights: { syntheticFolder } })
    const input = noise(spec.shape)
    return {
      run: async () => void (await codec[spec.direction](input)),
      ...(codec.prepare ? { prepare: () => codec.prepare!(spec.direction, spec.shape) } : {}),
      outsidePeakBytes: () => codec.outsidePeakBytes(),
      release: () => codec.release(),
    }
  }
  if (spec.kind === 'matrix') return matrixProduct(spec.size, options)
  if (spec.kind === 'copy') return copy(spec.bytes, options)
  const { network, call } = networkPart(spec)!
  const weights = await syntheticWeights(network.parameters, options.syntheticFolder)
  const runner = createRunner(network, weights, { ...options, ...takingTurns })
  return {
    ...inside(
      async () => void (await call(runner.run)),
      () => runner.release(),
    ),
    prepare: async () => void (await call(runner.prepare)),
  }
}

/** Parts of several processes run in turns. */
const takingTurns = { sleepBetweenRuns: true } as const

const inside = (run: () => Promise<void>, release: () => Promise<void>): LoadedPart => ({
  run,
  outsidePeakBytes: async () => 0,
  release,
})

/** A product of float32 matrices: what the machine reaches at its best. */
async function matrixProduct(
  [rows, inner, columns]: readonly [number, number, number],
  { provider, threads }: PartOptions,
): Promise<LoadedPart> {
  const g = new Graph()
  g.output('out', g.matMul(g.input('a', 'float32', [rows, inner]), g.input('b', 'float32', [inner, columns])))
  const session = await createSession('matrix product', g, undefined, { provider, threads, ...takingTurns })
  const feeds = { a: noise([rows, inner]), b: noise([inner, columns]) }
  return inside(
    async () => void (await session.run(feeds)),
    () => session.release(),
  )
}

/**
 * A negation of float32 numbers: reads half of the bytes and writes the other half. ONNX Runtime may leave out an
 * operator that only copies.
 */
async function copy(bytes: number, { provider, threads }: PartOptions): Promise<LoadedPart> {
  const g = new Graph()
  const elements = Math.floor(bytes / 8)
  g.output('out', g.unary('Neg', g.input('x', 'float32', [elements])))
  const session = await createSession('copy', g, undefined, { provider, threads, ...takingTurns })
  const feeds = { x: noise([elements]) }
  return inside(
    async () => void (await session.run(feeds)),
    () => session.release(),
  )
}
