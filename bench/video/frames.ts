import type { FrameSelection, VideoInfo } from './contract.ts'
import { roundHalfToEven } from './rounding.ts'

/**
 * Indices of the frames that a selection takes from a clip, in order. `middle` gives exactly `count`: a clip with fewer
 * frames has its last one repeated, as upstream does; the other kinds give each index once.
 *
 * @throws RangeError for a step, rate or count that is not positive, or a clip without frames
 */
export function selectedFrames(
  selection: FrameSelection,
  { frameCount, fps }: Pick<VideoInfo, 'frameCount' | 'fps'>,
): readonly number[] {
  if (!(Number.isInteger(frameCount) && frameCount > 0)) {
    throw new RangeError(`A clip of ${frameCount} frames: expected at least one`)
  }
  switch (selection.kind) {
    case 'all':
      return everyNth(1, frameCount)
    case 'every':
      return everyNth(selection.step, frameCount)
    case 'rate':
      return everyNth(rateStep(fps, selection.framesPerSecond), frameCount)
    case 'middle':
      return middleFrames(selection.count, frameCount)
  }
}

/**
 * Frames from one sample to the next at about `framesPerSecond`, at least 1.
 *
 * Source: vbench/dynamic_degree.py, extract_frame (8 per second); Python's rounding makes 12 / 8 and 20 / 8 both 2.
 */
export function rateStep(fps: number, framesPerSecond: number): number {
  if (!(fps > 0 && framesPerSecond > 0))
    throw new RangeError(`Rates ${fps} and ${framesPerSecond}: expected more than 0`)
  return Math.max(1, roundHalfToEven(fps / framesPerSecond))
}

/** The middle frame of each of `count` equal intervals. Source: vbench/utils.py, get_frame_indices, sample='middle'. */
export function middleFrames(count: number, frameCount: number): number[] {
  return padded(
    intervals(count, frameCount).map(([start, end]) => Math.floor((start + end - 1) / 2)),
    count,
  )
}

/** The frame `offset` after the start of each of `count` equal intervals. Source: as above, fix_start=offset. */
export function offsetFrames(count: number, frameCount: number, offset: number): number[] {
  return padded(
    intervals(count, frameCount).map(([start]) => start + offset),
    count,
  )
}

/**
 * The middle frame of each interval of 1 / `framesPerSecond` seconds; at most `maxCount` when it is positive.
 * Source: as above, sample='fps<n>'.
 */
export function steadyFrames(
  framesPerSecond: number,
  { frameCount, fps }: Pick<VideoInfo, 'frameCount' | 'fps'>,
  maxCount = -1,
): number[] {
  const intervalSeconds = 1 / framesPerSecond
  const start = intervalSeconds / 2
  const end = frameCount / fps + start
  // numpy.arange: the number of values first, then each one from the difference of the first two
  const count = Math.max(0, Math.ceil((end - start) / intervalSeconds))
  const step = start + intervalSeconds - start
  const indices = Array.from({ length: count }, (_, i) => roundHalfToEven((start + i * step) * fps)).filter(
    (index) => index < frameCount,
  )
  return maxCount > 0 ? indices.slice(0, maxCount) : indices
}

function everyNth(step: number, frameCount: number): number[] {
  if (!(Number.isInteger(step) && step > 0))
    throw new RangeError(`A step of ${step} frames: expected at least 1`)
  return Array.from({ length: Math.ceil(frameCount / step) }, (_, i) => i * step)
}

/** `count` intervals of nearly equal length over all frames; one a frame when the clip has fewer. Ends are exclusive. */
function intervals(count: number, frameCount: number): [start: number, end: number][] {
  if (!(Number.isInteger(count) && count > 0)) throw new RangeError(`${count} frames: expected at least 1`)
  const number = Math.min(count, frameCount)
  // numpy.linspace multiplies by the step and sets the last value apart
  const step = frameCount / number
  const edge = (i: number) => (i === number ? frameCount : Math.trunc(i * step))
  return Array.from({ length: number }, (_, i) => [edge(i), edge(i + 1)])
}

function padded(indices: number[], count: number): number[] {
  const last = indices.at(-1) as number
  return [...indices, ...Array.from({ length: count - indices.length }, () => last)]
}
