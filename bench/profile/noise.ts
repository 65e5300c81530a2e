import type { Noise } from '../records/autoencoder-result.ts'
import type { CpuTimes } from './cpu-times.ts'
import { measuredTime, quantileOf } from './timing.ts'

/** What was seen of the machine while things were timed. */
/** Processor seconds of all cores while something was timed. */
export interface CpuUse extends CpuTimes {
  /** Of `busy`, what this program and its children used. */
  readonly own: number
}

export interface MachineWatch {
  /** Seconds of the reference product, in the order in which it ran. */
  readonly reference: readonly number[]
  /** Sums over all timed runs; null where the system does not say. */
  readonly cpu: CpuUse | null
}

/** From which value on a machine is noisy, and from which on nothing can be concluded. */
interface Limits {
  readonly noisy: number
  readonly inconclusive: number
}

/**
 * Shares of all cores' time. Set by watching: an idle machine of two cores shows 0.5 to 2 % of its own services; one
 * process that competes for a core shows 30 % or more.
 */
const shareLimits: Limits = { noisy: 0.05, inconclusive: 0.15 }
/** Ratios of the reference's medians. Set by watching: 1.02 to 1.08 on a quiet shared machine. */
const driftLimits: Limits = { noisy: 1.15, inconclusive: 1.4 }

/** Whether the machine was quiet enough, with what was found and what to do. */
export function judgeNoise({ reference, cpu }: MachineWatch): Noise {
  const drift = driftOf(reference)
  const shares = cpu && cpu.total > 0 ? sharesOf(cpu) : null
  const found = [
    finding(
      shares?.foreign,
      shareLimits,
      (share) => `other processes used ${percent(share)} of the processor`,
    ),
    finding(shares?.stolen, shareLimits, (share) => `the hypervisor took ${percent(share)} of the processor`),
    finding(
      drift ?? undefined,
      driftLimits,
      (ratio) =>
        `a fixed matrix product was ${ratio.toFixed(2)} times slower in one part of the run than in another`,
    ),
  ].filter((each) => each !== null)
  const isInconclusive = found.some(({ severe }) => severe)
  const verdict = isInconclusive ? 'inconclusive' : found.length > 0 ? 'noisy' : 'quiet'
  return {
    verdict,
    reference: reference.length > 0 ? measuredTime({ samples: reference, stopped: 'limit' }, false) : null,
    drift,
    foreignShare: shares?.foreign ?? null,
    stolenShare: shares?.stolen ?? null,
    findings: found.map(({ text }) => text),
    remedy:
      verdict === 'quiet'
        ? null
        : 'Close other programs or wait until they end, keep the machine on mains power and cool, and run again; more repetitions (autoencoder.budgetSeconds) help against short disturbances only.',
  }
}

/** Highest over lowest median of four equal parts of the samples; null with fewer than two samples in each. */
function driftOf(samples: readonly number[]): number | null {
  const parts = 4
  const size = Math.floor(samples.length / parts)
  if (size < 2) return null
  const medians = Array.from({ length: parts }, (_, i) => {
    const end = i === parts - 1 ? samples.length : (i + 1) * size
    return quantileOf(Float64Array.from(samples.slice(i * size, end)).sort(), 0.5)
  })
  return Math.max(...medians) / Math.min(...medians)
}

function sharesOf({ busy, stolen, total, own }: CpuUse): { foreign: number; stolen: number } {
  return { foreign: Math.max(0, busy - own) / total, stolen: Math.max(0, stolen) / total }
}

function finding(
  value: number | undefined,
  { noisy, inconclusive }: Limits,
  text: (value: number) => string,
): { readonly text: string; readonly severe: boolean } | null {
  if (value === undefined || value < noisy) return null
  return { text: text(value), severe: value >= inconclusive }
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`
