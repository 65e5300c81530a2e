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
  /** Runs another part of the process that measures the machine; seconds, or null when that process is gone. */
  machine(index: number): Promise<number | null>
  seen(): MachineWatch
}

/** `child` measures the machine; its part at `referenceIndex` is the reference. */
export function watchMachine(child: PartChild, referenceIndex: number): Watch {
  const reference: number[] = []
  let cpu: CpuUse | null = { busy: 0, stolen: 0, total: 0, own: 0 }
  let isGone = false
  const timed: Watch['timed'] = async (run) => {
    const before = await readCpuTimes()
    const parent = process.cpuUsage()
    const done = await run()
    const { user, system } = process.cpuUsage(parent)
    const after = await readCpuTimes()
    cpu = cpu && before && after ? added(cpu, before, after, done.cpuSeconds + (user + system) / 1e6) : null
    return done
  }
  const machine: Watch['machine'] = async (index) => {
    if (isGone) return null
    try {
      return (await timed(() => child.run(index))).seconds
    } catch (thrown) {
      // the measurement goes on; that the process ended shows in the count of its samples
      if (!(thrown instanceof PartDeath)) throw thrown
      isGone = true
      return null
    }
  }
  let isWarm = false
  return {
    timed,
    machine,
    async reference() {
      const seconds = await machine(referenceIndex)
      if (seconds !== null && isWarm) reference.push(seconds)
      isWarm = true
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
