import { BenchError } from '../errors.ts'
import type { GeneratedClip, VideoInfo } from '../records/clip.ts'
import { sha256 } from '../records/identity.ts'

/** Frames of a file that follow each other. */
export type FrameRun = readonly [first: number, count: number]

/** What is scored as one: a whole clip, or a segment of one. To evaluators and backbones it is a clip of its own. */
export interface ClipPart {
  /** Of the file for a whole clip; for a part, of the file's hash with what is taken from it. */
  readonly sha256: string
  readonly video: VideoInfo
  /** Frames of the file that make it up, in order; null for all. */
  readonly frames: readonly FrameRun[] | null
}

type Made = Pick<GeneratedClip, 'sha256' | 'video'>

export const wholeClip = ({ sha256, video }: Made): ClipPart => ({ sha256, video, frames: null })

/**
 * Cuts a clip into segments of equal length at the frame rate's whole number. Where frames remain, a last segment is
 * filled up with the frames before them, so that it overlaps its neighbour; a clip shorter than a segment is one. All
 * have the whole number as their frame rate, as the files that upstream writes.
 *
 * Source: vbench2_beta_long/utils.py of Vchitect/VBench @45e79ec, split_video_into_clips.
 *
 * @throws BenchError SEGMENTS_IMPOSSIBLE for less than a frame a second
 */
export function segmentsOf(made: Made, seconds: number): readonly ClipPart[] {
  const { frameCount, fps: measuredFps } = made.video
  const length = wholeRate(measuredFps) * seconds
  if (frameCount < length) return [part(made, [[0, frameCount]])]
  const starts = Array.from({ length: Math.floor(frameCount / length) }, (_, i) => i * length)
  if (frameCount % length > 0) starts.push(frameCount - length)
  return starts.map((start) => part(made, [[start, length]]))
}

/** The first frame of each segment, as a clip. Source: as above, create_video_from_first_frames. */
export function firstFramesOf(made: Made, segments: readonly ClipPart[]): ClipPart {
  return part(
    made,
    segments.map(({ frames }) => [frames![0]![0], 1]),
  )
}

function part({ sha256: whole, video }: Made, frames: readonly FrameRun[]): ClipPart {
  const fps = wholeRate(video.fps)
  const frameCount = frames.reduce((sum, [, count]) => sum + count, 0)
  const taken = frames.map(([first, count]) => `${first}+${count}`).join(' ')
  return {
    sha256: sha256(`${whole}\nframes ${taken} at ${fps}`),
    video: { ...video, frameCount, fps, durationSeconds: frameCount / fps },
    frames,
  }
}

function wholeRate(fps: number): number {
  const whole = Math.trunc(fps)
  if (whole < 1) throw new BenchError('SEGMENTS_IMPOSSIBLE', { found: fps })
  return whole
}
