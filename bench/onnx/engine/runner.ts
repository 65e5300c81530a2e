import type { Network, Run } from '../graph/program.ts'
import { createSession, type Session, type SessionOptions } from './session.ts'
import { matchWeights } from './weights/match.ts'
import type { Weights } from './weights/open.ts'

/** Runs the programs of one network on one checkpoint. */
export interface Runner {
  readonly run: Run
  release(): Promise<void>
}

export interface RunnerOptions extends SessionOptions {
  /** Sessions kept for the next run with the same program; the least recently used are released. */
  readonly keptSessions?: number
}

/**
 * A runner for a network whose parameters lie in a checkpoint. Throws WEIGHTS_MISMATCH before anything is loaded when
 * names or shapes differ.
 */
export function createRunner(network: Network, weights: Weights, options: RunnerOptions = {}): Runner {
  matchWeights(weights, network.parameters, network.isUnused?.bind(network))
  const { keptSessions = 4, ...sessionOptions } = options
  const sessions = new Map<string, Session>()
  const shrink = async (limit: number) => {
    for (const [name, session] of sessions) {
      if (sessions.size <= limit) return
      sessions.delete(name)
      await session.release()
    }
  }
  return {
    async run(program, feeds) {
      const known = sessions.get(program.name)
      if (!known) await shrink(Math.max(keptSessions - 1, 0))
      const session = known ?? (await createSession(program.name, program.build(), weights, sessionOptions))
      sessions.delete(program.name)
      sessions.set(program.name, session)
      const outputs = await session.run(feeds)
      await shrink(keptSessions)
      return outputs
    },
    release: () => shrink(0),
  }
}
