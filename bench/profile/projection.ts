import type { ProjectedTime } from '../records/profile.ts'
import type { ProductCount } from './flops.ts'
import { type Hardware, type HardwareId, hardwareTable } from './hardware.ts'
import { type StageName, stageNames, type WorkloadCount } from './workload-flops.ts'

/** Bytes of a number in bfloat16, in which upstream computes (configs/diffusion/inference/256px.py, dtype). */
const valueBytes = 2

/** A count and the time that was published for it on one GPU. */
export interface Observation {
  readonly count: WorkloadCount
  readonly seconds: number
}

/**
 * The share of a GPU's roofline that published times reach: the one number that minimises the squared relative error
 * (of logarithms), and the lowest and highest share that any one of the times gives alone.
 */
export interface EfficiencyFit {
  readonly hardware: HardwareId
  readonly efficiency: number
  readonly low: number
  readonly high: number
  readonly observations: number
}

/** Throws RangeError without at least two times: one has no residual. */
export function fitEfficiency(hardware: HardwareId, observations: readonly Observation[]): EfficiencyFit {
  if (observations.length < 2) {
    throw new RangeError(`Efficiency of ${hardware}: expected at least 2 times, got ${observations.length}`)
  }
  const shares = observations.map(
    ({ count, seconds }) => idealSeconds(count, hardwareTable[hardware]) / seconds,
  )
  const meanLog = shares.reduce((sum, share) => sum + Math.log(share), 0) / shares.length
  return {
    hardware,
    efficiency: Math.exp(meanLog),
    low: Math.min(...shares),
    high: Math.max(...shares),
    observations: observations.length,
  }
}

const idealSeconds = ({ stages }: WorkloadCount, hardware: Hardware): number =>
  stageNames.reduce((sum, stage) => sum + roofline(stages[stage], hardware).seconds, 0)

/**
 * The least time for a stage's products: by the GPU's arithmetic or by its memory, whichever takes longer.
 *
 * Source: Williams, Waterman and Patterson 2009, "Roofline".
 */
function roofline(
  { flops, values }: ProductCount,
  { flopsPerSecond, bytesPerSecond }: Hardware,
): { readonly seconds: number; readonly bound: 'compute' | 'bandwidth' } {
  const compute = flops / flopsPerSecond
  const bandwidth = (values * valueBytes) / bytesPerSecond
  return compute >= bandwidth
    ? { seconds: compute, bound: 'compute' }
    : { seconds: bandwidth, bound: 'bandwidth' }
}

export interface ProjectionTarget {
  readonly hardware: HardwareId
  /** GPUs that share the tokens of one clip; text and decoding run on each alike. */
  readonly gpus: number
}

/**
 * What a workload would take. The interval is that of the fitted times: every stage at the highest and at the lowest
 * share. With several GPUs, keys and values go around a ring between attention blocks, not hidden behind arithmetic;
 * where the link's speed is unknown, `exchangeSeconds` is null and the time leaves it out. Throws RangeError where
 * there are no whole GPUs.
 */
export function project(
  { stages, ringValues }: WorkloadCount,
  { hardware, gpus }: ProjectionTarget,
  fit: EfficiencyFit,
): ProjectedTime {
  if (!Number.isSafeInteger(gpus) || gpus < 1) throw new RangeError(`${gpus} GPUs: expected 1 or more`)
  const limits = hardwareTable[hardware]
  const stageTimes = stageNames.map((stage) => {
    const { seconds, bound } = roofline(stages[stage], limits)
    return { stage, seconds: seconds / sharers(stage, gpus) / fit.efficiency, bound }
  })
  const exchangeSeconds = exchange(ringValues, gpus, limits)
  const computing = stageTimes.reduce((sum, { seconds }) => sum + seconds, 0)
  const total = (share: number) => (computing * fit.efficiency) / share + (exchangeSeconds ?? 0)
  return {
    kind: 'projected',
    seconds: total(fit.efficiency),
    interval: [total(fit.high), total(fit.low)],
    stages: stageTimes,
    exchangeSeconds,
    hardware: limits.title,
    gpus,
    efficiency: fit.efficiency,
    fittedOn: hardwareTable[fit.hardware].title,
  }
}

const sharers = (stage: StageName, gpus: number) => (stage === 'denoise' ? gpus : 1)

/** Seconds in which every GPU receives the other GPUs' keys and values; a link's one direction is half its speed. */
function exchange(ringValues: number, gpus: number, { linkBytesPerSecond }: Hardware): number | null {
  if (gpus === 1) return 0
  if (linkBytesPerSecond === null) return null
  const received = (ringValues * valueBytes * (gpus - 1)) / gpus
  return received / (linkBytesPerSecond / 2)
}

/** How many times faster one projection is than another, and the range of that. */
export interface ProjectedSpeedup {
  readonly kind: 'projected'
  readonly factor: number
  readonly interval: readonly [low: number, high: number]
}

/** The interval lets either side be at its best while the other is at its worst. */
export const projectedSpeedup = (slow: ProjectedTime, fast: ProjectedTime): ProjectedSpeedup => ({
  kind: 'projected',
  factor: slow.seconds / fast.seconds,
  interval: [slow.interval[0] / fast.interval[1], slow.interval[1] / fast.interval[0]],
})

/** A projection beside what was published. */
export interface Residual {
  readonly publishedSeconds: number
  readonly projectedSeconds: number
  /** (projected − published) / published. */
  readonly relative: number
}

export const residual = (publishedSeconds: number, { seconds }: ProjectedTime): Residual => ({
  publishedSeconds,
  projectedSeconds: seconds,
  relative: (seconds - publishedSeconds) / publishedSeconds,
})
