import type { VideoInfo } from '../records/clip.ts'

/**
 * One decoded frame: interleaved 8-bit RGB, rows from the top, `data.length === height · width · 3`.
 * `data` belongs to the decoder and is overwritten when the next frame is asked for: copy what must outlive it.
 */
export interface RgbFrame {
  /** Position in the stream, from 0. */
  readonly index: number
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
  /** Presentation time, seconds from the first frame. */
  readonly timeSeconds: number
  /**
   * The same picture at another size, its shape not kept: scaled by the decoder before it becomes RGB, as decord does when
   * a width and a height are asked for. Absent in pictures that do not come from a video file. What it gives is
   * overwritten like `data`.
   */
  scaled?(width: number, height: number): Uint8Array
}

/** A picture of its own: interleaved 8-bit RGB, rows from the top. */
export type RgbPicture = Pick<RgbFrame, 'width' | 'height' | 'data'>

/**
 * Which frames of a clip a consumer wants.
 * - `all`; `every` n-th from the first (VBench: motion smoothness takes every 2nd);
 * - `rate`: every round(fps / rate)-th (dynamic degree: 8 per second);
 * - `middle`: `count` frames, the middle of as many equal intervals (most semantic dimensions: 16).
 */
export type FrameSelection =
  | { readonly kind: 'all' }
  | { readonly kind: 'every'; readonly step: number }
  | { readonly kind: 'rate'; readonly framesPerSecond: number }
  | { readonly kind: 'middle'; readonly count: number }

export type { VideoInfo }
