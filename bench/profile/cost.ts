/** Videos of a full VBench run: 5 of each prompt, 25 where temporal flickering is judged (VBench, README, sampling). */
export const vbenchVideos = 6220

const secondsPerHour = 3600

export interface CostInputs {
  readonly secondsPerVideo: number
  /** GPUs that work on one video. */
  readonly gpus: number
  readonly usdPerGpuHour: number
  readonly videos: number
}

export interface Cost {
  readonly videos: number
  /** One video after the other on the same GPUs. */
  readonly seconds: number
  readonly gpuHours: number
  readonly usd: number
}

/** What videos take and cost. Throws RangeError on a time, count or price that can't be. */
export function costOf({ secondsPerVideo, gpus, usdPerGpuHour, videos }: CostInputs): Cost {
  const valid =
    Number.isFinite(secondsPerVideo) &&
    secondsPerVideo > 0 &&
    Number.isSafeInteger(gpus) &&
    gpus >= 1 &&
    Number.isSafeInteger(videos) &&
    videos >= 0 &&
    Number.isFinite(usdPerGpuHour) &&
    usdPerGpuHour >= 0
  if (!valid) {
    throw new RangeError(
      `Cost of ${videos} videos, ${secondsPerVideo} s each on ${gpus} GPUs at ${usdPerGpuHour} USD: expected positive numbers`,
    )
  }
  const seconds = secondsPerVideo * videos
  const gpuHours = (seconds * gpus) / secondsPerHour
  return { videos, seconds, gpuHours, usd: gpuHours * usdPerGpuHour }
}
