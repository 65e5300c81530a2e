import type { StageResult } from '../records/autoencoder-result.ts'
import type { ComposedTime, MeasuredTime } from '../records/profile.ts'
import type { GroupPart } from './group.ts'
import type { Bounds } from './timing.ts'

type TimedHere = NonNullable<StageResult['time']>
export interface ComposedPart {
  readonly name: string
  readonly count: number
  readonly time: MeasuredTime
}

/** The sum of measured parts, each as often as it is counted. Throws RangeError without a part. */
export function composedTime(parts: readonly ComposedPart[]): ComposedTime {
  if (parts.length === 0) throw new RangeError('A composed time needs a part')
  const total = (of: (time: MeasuredTime) => number) =>
    parts.reduce((sum, { count, time }) => sum + count * of(time), 0)
  const known = parts.every(({ time }) => time.interval !== null)
  return {
    kind: 'composed',
    seconds: total(({ seconds }) => seconds),
    interval: known ? [total(({ interval }) => interval![0]), total(({ interval }) => interval![1])] : null,
    parts: parts.map((part) => ({ ...part })),
  }
}

/** The time of a stage: measured where it is one part that runs once, else composed. Null while a part has no time. */
export function stageTime(
  parts: readonly GroupPart[],
  times: ReadonlyMap<string, MeasuredTime>,
): TimedHere | null {
  const timed = parts.flatMap(({ name, count }) => {
    const time = times.get(name)
    return time ? [{ name, count, time }] : []
  })
  if (timed.length < parts.length || timed.length === 0) return null
  const [only] = timed
  return timed.length === 1 && only!.count === 1 ? only!.time : composedTime(timed)
}

/** Stages after each other, which is composed whatever they are. */
export const joinedTime = (
  stages: readonly { readonly stage: string; readonly time: TimedHere }[],
): ComposedTime => composedTime(stages.flatMap(({ stage, time }) => partsOf(stage, time)))

const partsOf = (stage: string, time: TimedHere): readonly ComposedPart[] =>
  time.kind === 'measured'
    ? [{ name: stage, count: 1, time }]
    : time.parts.map(({ name, ...rest }) => ({ name: `${stage}: ${name}`, ...rest }))

/** A composed time with every count divided, such as one step of all. */
export function dividedTime(time: TimedHere, by: number): ComposedTime | null {
  const parts = partsOf('', time)
  if (time.kind !== 'composed' || parts.some(({ count }) => count % by !== 0)) return null
  return composedTime(
    time.parts.map(({ name, count, time: each }) => ({ name, count: count / by, time: each })),
  )
}

/** The interval of a quotient when either side may be anywhere in its own. */
export const quotientInterval = (over: Bounds, under: Bounds): [number, number] => [
  over[0] / under[1],
  over[1] / under[0],
]
