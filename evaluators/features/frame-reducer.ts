import type { RgbFrame } from '../../bench/video/contract.ts'
import type { Mat, OpenCv } from './opencv.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** The size whose longer side is at most `longest`, with the frame's own proportions; never larger than the frame. */
export function boundedSize({ width, height }: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(width, height))
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
}

/**
 * Brings decoded frames into OpenCV, at another size if asked. Sampling is by area when the frame shrinks, so that
 * no pixel is skipped and fine texture doesn't twinkle, and bilinear when it grows.
 */
export class FrameReducer {
  readonly #cv: OpenCv
  readonly #full: Mat

  constructor(cv: OpenCv) {
    this.#cv = cv
    this.#full = new cv.Mat()
  }

  /** Writes the frame, H×W×3 8-bit RGB, into `target`. */
  reduce(frame: RgbFrame, size: Size, target: Mat): void {
    const cv = this.#cv
    const same = frame.width === size.width && frame.height === size.height
    const source = same ? target : this.#full
    source.create(frame.height, frame.width, cv.CV_8UC3)
    source.data.set(frame.data)
    if (same) return
    const shrinks = size.width <= frame.width && size.height <= frame.height
    const method = shrinks ? cv.INTER_AREA : cv.INTER_LINEAR
    cv.resize(source, target, new cv.Size(size.width, size.height), 0, 0, method)
  }

  close(): void {
    this.#full.delete()
  }
}
