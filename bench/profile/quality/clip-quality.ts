import { meanAbsoluteDifference } from '../../video/difference.ts'
import type { Size } from '../../video/resize/size.ts'
import type { LpipsMeter } from './lpips-meter.ts'
import { psnr, squaredErrors } from './psnr.ts'
import { type Seams, seamMeter } from './seams.ts'
import { ssim } from './ssim.ts'
import type { AxisBorders } from './tile-borders.ts'

/** How well one clip was reconstructed. */
export interface ClipQuality {
  readonly name: string
  readonly frames: number
  /** Of all bytes of the clip together; null where no byte differs, which makes it infinite. */
  readonly psnrDecibels: number | null
  /** Mean over frames. */
  readonly ssim: number
  /** Mean over frames; null without weights, or for frames too small for the network. */
  readonly lpips: number | null
  /**
   * Mean absolute difference of neighbouring frames, 0 … 255, as VBench's temporal flickering takes it; null for a
   * single frame.
   */
  readonly flicker: { readonly source: number; readonly reconstruction: number } | null
  /** Null where tiles have no borders, or nothing to compare them with. */
  readonly seams: Seams | null
}

/** Takes pairs of frames, in order, and keeps no more than one pair of them. */
export interface ClipQualityMeter {
  /** Interleaved 8-bit RGB. The next call may overwrite neither before this one has ended. */
  push(source: Uint8Array, reconstruction: Uint8Array): Promise<void>
  /** Throws RangeError without a frame. */
  finish(name: string): ClipQuality
}

export interface ClipQualityOptions extends Size {
  readonly lpips: LpipsMeter | null
  readonly borders: readonly AxisBorders[]
}

/** Measures one clip, frame by frame. */
export function clipQualityMeter({ lpips, borders, ...size }: ClipQualityOptions): ClipQualityMeter {
  const seams = seamMeter(borders, size)
  const similarities: number[] = []
  const distances: (number | null)[] = []
  const flicker = { source: [] as number[], reconstruction: [] as number[] }
  let previous: { readonly source: Uint8Array; readonly reconstruction: Uint8Array } | null = null
  let squares = 0
  return {
    async push(source, reconstruction) {
      squares += squaredErrors(source, reconstruction)
      similarities.push(ssim(source, reconstruction, size))
      if (lpips !== null) distances.push(await lpips.distance(source, reconstruction, size))
      if (previous !== null) {
        flicker.source.push(meanAbsoluteDifference(previous.source, source))
        flicker.reconstruction.push(meanAbsoluteDifference(previous.reconstruction, reconstruction))
      }
      seams.push(source, reconstruction)
      previous = { source, reconstruction }
    },
    finish(name) {
      const frames = similarities.length
      if (frames === 0) throw new RangeError(`Clip ${name} without frames`)
      const measured = distances.filter((distance) => distance !== null)
      return {
        name,
        frames,
        psnrDecibels: psnr(squares, frames * size.height * size.width * 3),
        ssim: mean(similarities),
        lpips: measured.length === frames ? mean(measured) : null,
        flicker:
          frames < 2 ? null : { source: mean(flicker.source), reconstruction: mean(flicker.reconstruction) },
        seams: seams.finish(),
      }
    },
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
