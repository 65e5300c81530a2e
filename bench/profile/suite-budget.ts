import type { ProfileStage } from '../records/autoencoder-result.ts'
import { roundsFlops } from './group.ts'
import type { MemberOutcome } from './measure-group.ts'
import type { PlannedGroup } from './suite-plan.ts'

/** Estimates what groups take, from FLOPs and from what was seen of the same stage before. */
export class Budget {
  readonly #flopsPerSecond: number | null
  /** Share of the matrix product's speed, by stage, as last seen. */
  readonly #shares = new Map<ProfileStage, number>()
  readonly #total: number

  readonly #minRounds: number

  constructor(total: number, flopsPerSecond: number | null, minRounds: number) {
    this.#total = total
    this.#minRounds = minRounds
    this.#flopsPerSecond = flopsPerSecond
  }

  /** Seconds for a warm-up and the least rounds, with loading; null where FLOPs are unknown. */
  estimate({ group }: PlannedGroup): number | null {
    const flops = roundsFlops(group, this.#minRounds)
    if (flops === null || this.#flopsPerSecond === null) return null
    const share = this.#shares.get(group.stage) ?? firstShare
    return startSeconds * group.members.length + flops / this.#flopsPerSecond / share
  }

  /** Seconds that the least of later groups take, as many as fit into what is left, in their order. */
  reserve(later: readonly PlannedGroup[], left: number): number {
    let reserved = 0
    for (const planned of later) {
      const estimate = this.estimate(planned)
      if (estimate !== null && reserved + estimate <= left) reserved += estimate
    }
    return Math.min(reserved, this.#total)
  }

  learn({ group }: PlannedGroup, members: readonly MemberOutcome[]): void {
    const executed = group.members.flatMap(({ parts }) => parts.map(({ plan }) => plan.executedFlops ?? 0))
    const flops = executed.reduce((sum, each) => sum + each, 0)
    const seconds = members.flatMap(({ times }) => [...times.values()].map((time) => time.seconds))
    const complete = seconds.length === group.members.reduce((sum, { parts }) => sum + parts.length, 0)
    if (flops === 0 || this.#flopsPerSecond === null || !complete) return
    this.#shares.set(group.stage, flops / this.#flopsPerSecond / seconds.reduce((a, b) => a + b, 0))
  }
}

/** Share of the matrix product's speed that networks reach, before one was seen: 0.8 to 1 on two cores. */
const firstShare = 0.8
/** To start a process and to load a part: measured on two cores. */
const startSeconds = 3
