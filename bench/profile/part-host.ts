import type { Problem } from '../records/problem.ts'
import type { PartRun, PartServerSettings } from './part-server.ts'

/** Starts processes that measure. The command line's is one child process each; a test may bring its own. */
export interface PartHost {
  /** Throws PartDeath when it can't start. */
  start(settings: PartServerSettings): Promise<PartChild>
}

export interface PartChild {
  /** Runs the part at this place once. Throws PartFailure and PartDeath. */
  run(index: number): Promise<PartRun>
  /** Gets ready for it: without a run where that is possible. */
  prepare(index: number): Promise<PartRun>
  stop(): Promise<void>
}

/** The process is gone. */
export class PartDeath extends Error {
  override readonly name = 'PartDeath'
  /** `killed by SIGKILL, …`, `exit code 1`. */
  readonly ending: string
  /** The last lines that it wrote. */
  readonly tail: string
  /** Whether a signal ended it, as the system does when memory runs out. */
  readonly killed: boolean

  constructor(ending: string, tail: string, killed: boolean) {
    super(`The measuring process ended: ${ending}`)
    this.ending = ending
    this.tail = tail
    this.killed = killed
  }
}

/** The part itself failed; the process lives. */
export class PartFailure extends Error {
  override readonly name = 'PartFailure'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}
