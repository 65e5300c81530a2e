/** What reading all packets of a stream gives. */
export interface FrameStamps {
  readonly count: number
  /** Presentation times in ticks of the stream's time base; decoding times where the container has only those (AVI). */
  readonly ticks: readonly number[]
}

export interface FrameTimes {
  readonly fps: number
  /** From the first frame's start to the last frame's end. */
  readonly durationSeconds: number
  readonly variableFrameRate: boolean
}

/** An interval this far from the mean makes the rate a variable one, unless rounding explains it. */
const toleratedShare = 0.05

/**
 * Rate, length and evenness of a stream. The rate is the container's (`containerFps`), or else the one between the first
 * and the last frame; null when there is neither.
 */
export function frameTimes(
  { count, ticks }: FrameStamps,
  tickSeconds: number,
  containerFps: number | null,
): FrameTimes | null {
  const sorted = [...ticks].sort((a, b) => a - b)
  const intervals = sorted.slice(1).map((tick, index) => tick - (sorted[index] as number))
  const mean = ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / Math.max(1, intervals.length)
  const fps = containerFps ?? (mean > 0 ? 1 / (mean * tickSeconds) : null)
  if (fps === null) return null
  // packets without time stamps come at the container's rate
  if (ticks.length < count || mean === 0) {
    return { fps, durationSeconds: count / fps, variableFrameRate: false }
  }
  return {
    fps,
    durationSeconds: mean * intervals.length * tickSeconds + 1 / fps,
    variableFrameRate: isUneven(intervals, mean, 1 / (fps * tickSeconds)),
  }
}

/** @param period what the frame rate makes of an interval; this and the others in ticks */
function isUneven(intervals: readonly number[], mean: number, period: number): boolean {
  // a clock of about one tick a frame (AVI) tells a dropped frame, and nothing is rounded
  const expected = period < 2 ? intervals.reduce((least, interval) => Math.min(least, interval)) : mean
  return intervals.some((interval) => {
    const difference = Math.abs(interval - expected)
    // rounding both ends of an interval to ticks moves its length by less than one
    return difference >= 1 && difference > toleratedShare * expected
  })
}
