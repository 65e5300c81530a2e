import { type CpuTimes, readCpuTimes } from './cpu-times.ts'
import type { CpuUse, MachineWatch } from './noise.ts'
import { type PartChild, PartDeath } from './part-host.ts'
import type { PartRun } from './part-server.ts'

/** Watches the machine while parts are timed: how long a fixed product takes, and who used the processor. */
export interface Watch {
  /** Runs a part and counts the processor's time meanwhile. */
  timed(run: () => Promise<PartRun>): Promise<PartRun>
  /** Runs the reference once. */
  reference(): Promise<void>
  seen(): MachineWatch
}

/** `child` runs the reference product at `index`. */
export function watchMachine(child: PartChild, index: number): Watch {
  const reference: number[] = []
  let lost = false
  let cpu: CpuUse | null = { busy: 0, stolen: 0, total: 0, own: 0 }
  return {
    async timed(run) {
      const before = await readCpuTimes()
      const parent = process.cpuUsage()
      const done = await run()
      const { user, system } = process.cpuUsage(parent)
      const after = await readCpuTimes()
      cpu = cpu && before && after ? added(cpu, before, after, done.cpuSeconds + (user + system) / 1e6) : null
      return done
    },
    async reference() {
      if (lost) return
      try {
        reference.push((await child.run(index)).seconds)
      } catch (thrown) {
        // the measurement goes on; that the reference ended shows in its count
        if (!(thrown instanceof PartDeath)) throw thrown
        lost = true
      }
    },
    seen: () => ({ reference, cpu }),
  }
}

const added = (sum: CpuUse, before: CpuTimes, after: CpuTimes, own: number): CpuUse => ({
  busy: sum.busy + after.busy - before.busy,
  stolen: sum.stolen + after.stolen - before.stolen,
  total: sum.total + after.total - before.total,
  own: sum.own + own,
})
