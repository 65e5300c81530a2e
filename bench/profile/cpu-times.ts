import { readFile } from 'node:fs/promises'

/** Processor time of all cores that this process may use, seconds since the system started. */
export interface CpuTimes {
  /** Spent on any process's work. */
  readonly busy: number
  /** Taken by the hypervisor while there was work. */
  readonly stolen: number
  readonly total: number
}

/** Clock ticks of a second in /proc/stat; the same on every Linux that Node.js runs on (proc(5), sysconf(_SC_CLK_TCK)). */
const ticksPerSecond = 100

/** What /proc/stat says; null where there is none (other systems, some sandboxes). */
export async function readCpuTimes(): Promise<CpuTimes | null> {
  try {
    const [stat, status] = await Promise.all([
      readFile('/proc/stat', 'utf8'),
      readFile('/proc/self/status', 'utf8'),
    ])
    return parseCpuTimes(stat, status)
  } catch {
    return null
  }
}

/** The text of /proc/stat and of /proc/self/status, which says which cores count. Null when they say nothing. */
export function parseCpuTimes(stat: string, status: string): CpuTimes | null {
  const allowed = allowedCores(status)
  let [busy, stolen, total, cores] = [0, 0, 0, 0]
  for (const [, core, numbers] of stat.matchAll(/^cpu(\d+) (.+)$/gm)) {
    if (allowed !== null && !allowed.has(Number(core))) continue
    // user nice system idle iowait irq softirq steal; guest time is part of user time (proc(5))
    const ticks = numbers!.trim().split(/\s+/).map(Number)
    const [user, nice, system, idle, iowait, irq, softirq, steal = 0] = ticks as number[] & { length: 8 }
    if (![user, nice, system, idle, iowait, irq, softirq, steal].every(Number.isFinite)) return null
    const work = user! + nice! + system! + irq! + softirq!
    busy += work
    stolen += steal
    total += work + steal + idle! + iowait!
    cores++
  }
  if (cores === 0) return null
  return {
    busy: busy / ticksPerSecond,
    stolen: stolen / ticksPerSecond,
    total: total / ticksPerSecond,
  }
}

/** `Cpus_allowed_list: 0-3,8` as numbers; null when it is not said. */
function allowedCores(status: string): ReadonlySet<number> | null {
  const list = /^Cpus_allowed_list:\s*([\d,-]+)$/m.exec(status)?.[1]
  if (list === undefined) return null
  const cores = new Set<number>()
  for (const range of list.split(',')) {
    const [first = Number.NaN, last = first] = range.split('-').map(Number)
    for (let core = first; core <= Math.min(last, first + 4096); core++) cores.add(core)
  }
  return cores
}
