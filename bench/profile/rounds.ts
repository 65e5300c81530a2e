import type { TimingSpread } from '../records/profile.ts'
import { medianInterval, quantileOf, relativeHalfWidth } from './timing.ts'

/** One thing that is timed: runs once and says how many seconds it took. */
export interface Timed {
  readonly id: string
  run(): Promise<number>
  /** Instead of a first run that does not count; seconds that one run is expected to take. */
  prepare?(): Promise<number>
}

export interface RoundsOptions {
  /** Rounds that are made even when the budget ends before, and the most that are made. */
  readonly minRounds: number
  readonly maxRounds: number
  /** What is shorter is run again until so many seconds are over; the sample is the mean. None: one run a sample. */
  readonly sampleSeconds?: number
  /** Half the width of an interval over its median at which it is tight. */
  readonly precision: number
  /** Seconds left for these rounds. */
  secondsLeft(): number
  readonly signal: AbortSignal
  /** Runs between the items of a round, such as the reference that tells how quiet the machine is. */
  between?(): Promise<void>
}

export interface RoundsOutcome {
  /** Seconds by id, one a round; the warm-up is not among them. */
  readonly samples: ReadonlyMap<string, readonly number[]>
  readonly stopped: TimingSpread['stopped']
  /** What was thrown, by id. An item that threw is left out of later rounds. */
  readonly failures: ReadonlyMap<string, unknown>
}

/**
 * Times several things in turns, so that what disturbs the machine disturbs all of them alike. Every item runs once to
 * warm up (one that takes long only gets ready); then come rounds, each in the reverse order of the one before, until all intervals are tight, the most rounds
 * are made, or the next round would not fit into the seconds left.
 */
export async function measureRounds(items: readonly Timed[], options: RoundsOptions): Promise<RoundsOutcome> {
  const samples = new Map<string, number[]>(items.map(({ id }) => [id, []]))
  const failures = new Map<string, unknown>()
  let roundSeconds = 0
  const run = async (item: Timed, once = () => item.run()): Promise<number | null> => {
    try {
      return await once()
    } catch (thrown) {
      failures.set(item.id, thrown)
      return null
    }
  }
  /** Of a short item the first run is left out: it finds caches full of what ran before. */
  const takeSample = async (item: Timed): Promise<{ sample: number | null; seconds: number }> => {
    const least = options.sampleSeconds ?? 0
    const first = await run(item)
    if (first === null || first >= least) return { sample: first, seconds: first ?? 0 }
    const runs: number[] = []
    while (sum(runs) < least && !options.signal.aborted) {
      const seconds = await run(item)
      if (seconds === null) break
      runs.push(seconds)
    }
    const whole = sum(runs) >= least
    return { sample: whole ? sum(runs) / runs.length : null, seconds: first + sum(runs) }
  }
  const alive = () => items.filter(({ id }) => !failures.has(id))
  for (const item of items) {
    if (options.signal.aborted) return { samples, stopped: 'interrupted', failures }
    roundSeconds += (await run(item, item.prepare && (() => item.prepare!()))) ?? 0
  }
  for (let round = 0; alive().length > 0; round++) {
    const stopped = stopReason(
      round,
      roundSeconds,
      alive().map(({ id }) => samples.get(id)!),
      options,
    )
    if (stopped) return { samples, stopped, failures }
    roundSeconds = 0
    for (const item of round % 2 === 0 ? alive() : alive().toReversed()) {
      if (options.signal.aborted) return { samples, stopped: 'interrupted', failures }
      await options.between?.()
      const { sample, seconds } = await takeSample(item)
      roundSeconds += seconds
      if (sample !== null) samples.get(item.id)!.push(sample)
    }
  }
  return { samples, stopped: 'limit', failures }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

function stopReason(
  rounds: number,
  roundSeconds: number,
  samples: readonly (readonly number[])[],
  { minRounds, maxRounds, precision, secondsLeft, signal }: RoundsOptions,
): TimingSpread['stopped'] | null {
  if (signal.aborted) return 'interrupted'
  if (rounds >= maxRounds) return 'limit'
  if (rounds < minRounds) return null
  if (samples.every((each) => isTight(each, precision))) return 'tight'
  return roundSeconds > secondsLeft() ? 'budget' : null
}

function isTight(samples: readonly number[], precision: number): boolean {
  const median = quantileOf(Float64Array.from(samples).sort(), 0.5)
  return relativeHalfWidth(median, medianInterval(samples)) <= precision
}
