/** A clip's timing. */
export interface Timing {
  /** Frames per second. */
  readonly fps: number
  readonly frameCount: number
}

/** What one clip has to offer at this moment. */
export interface Track extends Timing {
  /** Indices of the frames that can be drawn now, in any order. */
  readonly available: readonly number[]
  /** Played to its end: its last picture stays while a longer clip goes on. */
  readonly ended: boolean
}

// Far below a frame and far above the rounding of a time in seconds: times that differ by less are one instant.
const roundingFrames = 0.01

/** The frame that a clip shows at a time from its start, seconds; before the start the first, after the end the last. */
export function frameAt({ fps, frameCount }: Timing, timeSeconds: number): number {
  const index = Math.floor(timeSeconds * fps + roundingFrames)
  return Math.max(0, Math.min(frameCount - 1, index))
}

/** When the last frame's time is over, seconds from the start. */
export const endSeconds = ({ fps, frameCount }: Timing) => frameCount / fps

/** The frames that the clips show at this time, one for each, or null while one of them is not available. */
export function together(tracks: readonly Track[], timeSeconds: number): number[] | null {
  const frames: number[] = []
  for (const track of tracks) {
    const last = track.ended ? Math.max(...track.available) : track.frameCount
    const shown = Math.min(frameAt(track, timeSeconds), last)
    if (!track.available.includes(shown)) return null
    frames.push(shown)
  }
  return frames
}

/** A time, and the frame that each clip shows then. */
export interface Moment {
  readonly timeSeconds: number
  readonly frames: readonly number[]
}

/**
 * The latest time at which every clip's frame is available, null when there is none. Clips of one frame rate thus
 * always get equal indices: nothing else is ever drawn, so they can't drift apart on the screen.
 */
export function latestTogether(tracks: readonly Track[]): Moment | null {
  const starts = tracks.flatMap(({ fps, available }) => available.map((index) => index / fps))
  for (const timeSeconds of starts.toSorted((a, b) => b - a)) {
    const frames = together(tracks, timeSeconds)
    if (frames !== null) return { timeSeconds, frames }
  }
  return null
}

/** The middle of the frame that a step of `by` frames leads to, seconds; steps are frames of the fastest clip. */
export function steppedTime(clips: readonly Timing[], timeSeconds: number, by: number): number {
  const fps = Math.max(...clips.map((clip) => clip.fps))
  const frames = Math.ceil(Math.max(...clips.map(endSeconds)) * fps - roundingFrames)
  return (
    (frameAt(
      { fps, frameCount: frames },
      frameAt({ fps, frameCount: frames }, timeSeconds) / fps + by / fps,
    ) +
      0.5) /
    fps
  )
}

// A lead of one frame at 25 frames per second (40 ms) slows its clip by 8 %: made up within half a second.
const gainPerSecond = 2
const smallestFactor = 0.5

/**
 * How fast each clip must play so that all meet again: the last at `speed`, those in front of it slower.
 *
 * @param positionsSeconds where each clip is; null for one that ended
 */
export function meetingRates(positionsSeconds: readonly (number | null)[], speed: number): number[] {
  const last = Math.min(...positionsSeconds.filter((position) => position !== null))
  return positionsSeconds.map((position) =>
    position === null ? speed : speed * Math.max(smallestFactor, 1 - (position - last) * gainPerSecond),
  )
}
