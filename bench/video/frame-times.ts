/** Time stamps of a stream's packets in display order, and what they say of its rate. */
export interface FrameTimes {
  /** From the first frame's start to the last frame's end. */
  readonly durationSeconds: number
  readonly variableFrameRate: boolean
  /** Frames per second between the first and the last frame; null for a single frame. */
  readonly measuredFps: number | null
}

/** An interval this far from the mean, beside the rounding of time stamps, makes the rate a variable one. */
const toleratedShare = 0.05

/**
 * @param stamps time stamps in ticks, in any order
 * @param tickSeconds length of a tick
 * @param fps the container's rate: the length of the last frame
 */
export function frameTimes(stamps: readonly number[], tickSeconds: number, fps: number): FrameTimes {
  const sorted = [...stamps].sort((a, b) => a - b)
  const intervals = sorted.slice(1).map((stamp, index) => stamp - (sorted[index] as number))
  const span = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0)
  if (intervals.length === 0 || span === 0) {
    return { durationSeconds: stamps.length / fps, variableFrameRate: false, measuredFps: null }
  }
  const mean = span / intervals.length
  // each of the two stamps of an interval is rounded to a tick
  const tolerance = 1 + toleratedShare * mean
  return {
    durationSeconds: span * tickSeconds + 1 / fps,
    variableFrameRate: intervals.some((interval) => Math.abs(interval - mean) > tolerance),
    measuredFps: 1 / (mean * tickSeconds),
  }
}
