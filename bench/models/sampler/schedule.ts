/** How the times of a schedule are spread. */
export interface ScheduleOptions {
  readonly steps: number
  /** Tokens of one latent frame. */
  readonly tokensPerFrame: number
  readonly latentFrames: number
  /** Whether high noise gets more steps the more tokens there are. */
  readonly shift: boolean
  /** Replaces the shift that follows from the size. */
  readonly flowShift?: number | undefined
  /** Shift at 256 and at 4096 tokens per frame. */
  readonly baseShift?: number
  readonly maxShift?: number
}

// Open-Sora, utils/sampling.py, get_res_lin_function and get_schedule
const shiftTokens = [256, 4096] as const
const [defaultBaseShift, defaultMaxShift] = [1, 3]

/**
 * The `steps` + 1 times of the flow from 1 (noise) to 0 (clean), computed in float32.
 *
 * Source: Esser et al. 2024, section 5.3.2 (resolution-dependent shift); Open-Sora, utils/sampling.py, get_schedule.
 */
export function schedule(options: ScheduleOptions): number[] {
  const { steps, tokensPerFrame, latentFrames, shift, flowShift } = options
  const { baseShift = defaultBaseShift, maxShift = defaultMaxShift } = options
  const times = linspace(1, 0, steps + 1)
  if (!shift) return times
  const alpha = flowShift ?? resolutionShift(tokensPerFrame, baseShift, maxShift) * Math.sqrt(latentFrames)
  return timeShift(alpha, times)
}

/** The shift of a frame with this many tokens: linear through both anchors, and beyond them. */
export function resolutionShift(
  tokensPerFrame: number,
  baseShift = defaultBaseShift,
  maxShift = defaultMaxShift,
): number {
  const slope = (maxShift - baseShift) / (shiftTokens[1] - shiftTokens[0])
  return slope * tokensPerFrame + (baseShift - slope * shiftTokens[0])
}

/** αt / (1 + (α − 1)t), rounded to float32 after every operation. */
export function timeShift(alpha: number, times: readonly number[]): number[] {
  const [factor, rest] = [Math.fround(alpha), Math.fround(alpha - 1)]
  return times.map((time) => {
    const t = Math.fround(time)
    return Math.fround(Math.fround(factor * t) / Math.fround(1 + Math.fround(rest * t)))
  })
}

/** torch.linspace in float32: from both ends towards the middle, product and sum rounded once. */
export function linspace(start: number, end: number, count: number): number[] {
  if (count === 1) return [Math.fround(start)]
  const [first, last] = [Math.fround(start), Math.fround(end)]
  const step = Math.fround(Math.fround(last - first) / (count - 1))
  return Array.from({ length: count }, (_, i) =>
    i < Math.floor(count / 2) ? Math.fround(first + step * i) : Math.fround(last - step * (count - 1 - i)),
  )
}
