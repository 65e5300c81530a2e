import type { MeasuredTime, TimingSpread } from '../records/profile.ts'
import { studentQuantile } from '../tensor/statistics.ts'

/** Confidence level of every interval of a time. */
export const timingLevel = 0.95

export interface Repetitions {
  /** Seconds of each repetition, in the order in which they ran. */
  readonly samples: readonly number[]
  readonly stopped: TimingSpread['stopped']
}

/** The record of a time that was measured by repeating. Throws RangeError without a positive sample. */
export function measuredTime({ samples, stopped }: Repetitions, syntheticWeights: boolean): MeasuredTime {
  if (
    samples.length === 0 ||
    samples.some((seconds) => !(seconds > 0 && seconds < Number.POSITIVE_INFINITY))
  ) {
    throw new RangeError(`Times [${samples.join(', ')}]: expected one or more positive numbers`)
  }
  const sorted = Float64Array.from(samples).sort()
  const interval = medianInterval(samples)
  const quartiles: [number, number] = [quantileOf(sorted, 0.25), quantileOf(sorted, 0.75)]
  return {
    kind: 'measured',
    seconds: quantileOf(sorted, 0.5),
    interval: interval === null ? null : [...interval],
    repetitions: samples.length,
    syntheticWeights,
    spread: {
      samples: [...samples],
      quartiles,
      p95: quantileOf(sorted, 0.95),
      outliers: countOutliers(samples, quartiles),
      level: interval === null ? null : timingLevel,
      stopped,
    },
  }
}

export type Bounds = readonly [low: number, high: number]

/** Samples from which on order statistics give an interval of the level: 1 − 2 · 2⁻⁶ is 97 %, 1 − 2 · 2⁻⁵ is 94 %. */
const enoughForOrder = 6

/**
 * The interval of the median of positive samples. With six or more it lies between two of the samples and takes nothing
 * for granted (Hahn and Meeker, Statistical Intervals, 1991, section 5.2). With two to five it is Student's interval of
 * the mean logarithm, widened to hold the median: times scatter by factors, and a few of them need an assumption. Null
 * for one sample, which says nothing of the spread.
 */
export function medianInterval(samples: readonly number[], level = timingLevel): Bounds | null {
  if (samples.length < 2) return null
  const sorted = Float64Array.from(samples).sort()
  if (samples.length >= enoughForOrder) {
    const rank = lowerRank(samples.length, level)
    return [sorted[rank]!, sorted[samples.length - 1 - rank]!]
  }
  const logs = samples.map(Math.log)
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (logs.length - 1)
  const reach = studentQuantile((1 + level) / 2, logs.length - 1) * Math.sqrt(variance / logs.length)
  const median = quantileOf(sorted, 0.5)
  return [Math.min(median, Math.exp(mean - reach)), Math.max(median, Math.exp(mean + reach))]
}

/** The highest rank r, from 0, with P(fewer than r + 1 of n fair coins show heads) at most half of what the level leaves. */
function lowerRank(n: number, level: number): number {
  const tail = (1 - level) / 2
  let probability = 0.5 ** n
  let below = 0
  let rank = -1
  while (below + probability <= tail) {
    rank++
    below += probability
    probability *= (n - rank) / (rank + 1)
  }
  return Math.max(rank, 0)
}

/** Linear between order statistics: the quartiles of numpy and R's default (Hyndman and Fan, 1996, type 7). */
export function quantileOf(sorted: ArrayLike<number>, p: number): number {
  const position = p * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (position - below)
}

/** Mild and severe outliers by Tukey's fences, 1.5 and 3 interquartile ranges (Exploratory Data Analysis, 1977, 2D). */
function countOutliers(samples: readonly number[], [low, high]: Bounds): TimingSpread['outliers'] {
  const beyond = (fence: number) =>
    samples.filter((value) => value < low - fence * (high - low) || value > high + fence * (high - low))
      .length
  const severe = beyond(3)
  return { mild: beyond(1.5) - severe, severe }
}

/** Half the width of an interval over the value in it; infinite without an interval. */
export function relativeHalfWidth(seconds: number, interval: Bounds | null): number {
  return interval === null ? Number.POSITIVE_INFINITY : (interval[1] - interval[0]) / 2 / seconds
}
