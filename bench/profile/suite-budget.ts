import type { ProfileStage } from '../records/autoencoder-result.ts'
import { roundFlops } from './group.ts'
import type { MemberOutcome } from './measure-group.ts'
import type { PlannedGroup } from './suite-plan.ts'

/** Estimates what groups take, from FLOPs and from what was seen of the same stage before. */
export class Budget {
  readonly #flopsPerSecond: number | null
  /** Share of the matrix product's speed, by stage, as last seen. */
  readonly #shares = new Map<ProfileStage, number>()
  readonly #total: number

  constructor(total: number, flopsPerSecond: number | null) {
    this.#total = total
    this.#flopsPerSecond = flopsPerSecond
  }

  /** Seconds for a warm-up and the least rounds, with loading; null where FLOPs are unknown. */
  estimate({ group }: PlannedGroup): number | null {
    const flops = roundFlops(group)
    if (flops === null || this.#flopsPerSecond === null) return null
    const share = this.#shares.get(group.stage) ?? firstShare
    return startSeconds * group.members.length + (1 + leastRounds) * (flops / this.#flopsPerSecond / share)
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
    const flops = roundFlops(group)
    const seconds = members.flatMap(({ times }) => [...times.values()].map((time) => time.seconds))
    const complete = seconds.length === group.members.reduce((sum, { parts }) => sum + parts.length, 0)
    if (flops === null || this.#flopsPerSecond === null || !complete) return
    this.#shares.set(group.stage, flops / this.#flopsPerSecond / seconds.reduce((a, b) => a + b, 0))
  }
}

/** Share of the matrix product's speed that networks reach, before one was seen: 0.8 to 1 on two cores. */
const firstShare = 0.8
/** Rounds below which an interval says little. */
const leastRounds = 3
/** To start a process and to load a part: measured on two cores. */
const startSeconds = 3
