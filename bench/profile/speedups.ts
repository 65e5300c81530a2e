import type { Noise, ProfileCell, ProfileStage, Speedup } from '../records/autoencoder-result.ts'
import type { ComposedTime, MeasuredTime, ProjectedTime } from '../records/profile.ts'
import { quotientInterval } from './compose.ts'
import { projectedSpeedup } from './projection.ts'
import { timingLevel } from './timing.ts'

type TimedHere = MeasuredTime | ComposedTime
type Scope = ProfileStage | 'clip'

/** An interval whose ends differ by more than this factor says too little to act on. */
const widestConclusive = 1.5

/**
 * Every other variant against the first, stage by stage and for the whole clip, on every workload where both have a time
 * of the same kind. The interval lets either side be anywhere in its own interval: wider than a paired one, and it holds
 * what a new start of the processes changes.
 */
export function speedups(
  variants: readonly string[],
  cells: readonly ProfileCell[],
  noise: Noise,
): readonly Speedup[] {
  const [slow, ...others] = variants
  const found: Speedup[] = []
  for (const base of cells.filter(({ variant }) => variant === slow)) {
    for (const fast of others) {
      const cell = cells.find(({ variant, workload }) => variant === fast && workload === base.workload)
      if (cell) found.push(...cellSpeedups(base, cell, noise))
    }
  }
  return found
}

function cellSpeedups(slow: ProfileCell, fast: ProfileCell, noise: Noise): Speedup[] {
  const names = { workload: slow.workload, slow: slow.variant, fast: fast.variant }
  const pairs: { scope: Scope; a: TimedHere | null; b: TimedHere | null }[] = [
    { scope: 'clip', a: slow.clipTime, b: fast.clipTime },
    ...slow.stages
      // the texts are the same for all
      .filter(({ stage }) => stage !== 'text')
      .map(({ stage, time }) => ({
        scope: stage,
        a: time,
        b: fast.stages.find((each) => each.stage === stage)?.time ?? null,
      })),
  ]
  const here = pairs.flatMap(({ scope, a, b }) =>
    a && b && a.kind === b.kind ? [{ ...names, scope, ...timedSpeedup(a, b, noise) }] : [],
  )
  const elsewhere = slow.projections.flatMap((a): Speedup[] => {
    const b = fast.projections.find(({ hardware, gpus }) => hardware === a.hardware && gpus === a.gpus)
    return b ? [{ ...names, scope: 'clip', ...projected(a, b) }] : []
  })
  return [...here, ...elsewhere]
}

function timedSpeedup(slow: TimedHere, fast: TimedHere, noise: Noise) {
  const interval = slow.interval && fast.interval ? quotientInterval(slow.interval, fast.interval) : null
  const message = doubt(interval, noise)
  return {
    kind: slow.kind,
    factor: slow.seconds / fast.seconds,
    interval,
    level: interval === null ? null : timingLevel,
    rounds: Math.min(...[slow, fast].flatMap(repetitions)),
    hardware: null,
    verdict: message === '' ? ('conclusive' as const) : ('inconclusive' as const),
    message,
  }
}

const repetitions = (time: TimedHere): number[] =>
  time.kind === 'measured' ? [time.repetitions] : time.parts.map((part) => part.time.repetitions)

function doubt(interval: readonly [number, number] | null, noise: Noise): string {
  if (noise.verdict === 'inconclusive') {
    return `The machine was too busy to conclude: ${noise.findings.join('; ')}. ${noise.remedy}`
  }
  if (interval === null) {
    return 'One repetition says nothing of the spread. Raise autoencoder.budgetSeconds, or measure fewer workloads.'
  }
  if (interval[1] / interval[0] > widestConclusive) {
    return 'The interval is too wide to conclude. Raise autoencoder.budgetSeconds, measure fewer workloads, or use a quieter machine.'
  }
  return ''
}

function projected(slow: ProjectedTime, fast: ProjectedTime) {
  const { kind, factor, interval } = projectedSpeedup(slow, fast)
  return {
    kind,
    factor,
    interval: [interval[0], interval[1]] as [number, number],
    level: null,
    rounds: 0,
    hardware: { title: slow.hardware, gpus: slow.gpus },
    verdict: 'conclusive' as const,
    message: '',
  }
}
