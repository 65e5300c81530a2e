import { type FloatTensor, floatTensor } from '../../tensor/tensor.ts'
import type { GraphOptions } from '../graph/emitter.ts'
import { Graph } from '../graph/graph.ts'
import type { Network, Program, Run } from '../graph/program.ts'
import { isFixed, showShape } from '../graph/shape.ts'
import { createSession, type Session, type SessionOptions } from './session.ts'
import { matchWeights } from './weights/match.ts'
import type { Weights } from './weights/open.ts'

/** Runs the programs of one network on one checkpoint. */
export interface Runner {
  readonly run: Run
  /** Makes the session of a program and runs nothing: the outputs are zeros of the right shapes. */
  readonly prepare: Run
  release(): Promise<void>
}

export interface RunnerOptions extends SessionOptions {
  /**
   * Sessions kept for the next run with the same program; the least recently used are released. 0 streams: weights
   * are mapped for one run only.
   */
  readonly keptSessions?: number
  /** How graphs are built; by default as suits the provider. */
  readonly graph?: GraphOptions
}

/**
 * A runner for a network whose parameters lie in a checkpoint. Throws WEIGHTS_MISMATCH before anything is loaded when
 * names or shapes differ.
 */
export function createRunner(network: Network, weights: Weights, options: RunnerOptions = {}): Runner {
  matchWeights(weights, network.parameters, network.isUnused?.bind(network))
  const { keptSessions = 4, graph, ...sessionOptions } = options
  const sessions = new Map<string, Session>()
  const shrink = async (limit: number) => {
    for (const [name, session] of sessions) {
      if (sessions.size <= limit) return
      sessions.delete(name)
      await session.release()
    }
  }
  const built = (program: Program) => {
    const g = new Graph({ conv3d: (options.provider ?? 'cpu') === 'cpu' ? 'auto' : 'direct', ...graph })
    program.build(g)
    return g
  }
  const open = (program: Program) => {
    const g = built(program)
    const place = keptSessions === 0 ? { weights: 'mapped' as const, arena: true } : {}
    return createSession(program.name, g, weights, { ...place, ...sessionOptions })
  }
  const sessionOf = async (program: Program) => {
    const known = sessions.get(program.name)
    if (!known) await shrink(Math.max(keptSessions - 1, 0))
    const session = known ?? (await open(program))
    sessions.delete(program.name)
    sessions.set(program.name, session)
    return session
  }
  return {
    async run(program, feeds) {
      const session = await sessionOf(program)
      const outputs = await session.run(feeds)
      await shrink(keptSessions)
      return outputs
    },
    async prepare(program) {
      await sessionOf(program)
      await shrink(keptSessions)
      return zeroOutputs(built(program))
    },
    release: () => shrink(0),
  }
}

function zeroOutputs({ outputs }: Graph): Record<string, FloatTensor> {
  const zeros = outputs.map(({ name, value: { shape } }) => {
    if (!isFixed(shape))
      throw new RangeError(`Output ${name}: expected a fixed shape, found ${showShape(shape)}`)
    return [name, floatTensor(shape)] as const
  })
  return Object.fromEntries(zeros)
}
