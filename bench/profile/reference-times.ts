import type { ProfileCell, ReferenceRow } from '../records/autoencoder-result.ts'

/** A time of the upstream PyTorch networks on a machine like a small continuous-integration runner. */
interface ReferenceTime {
  readonly variant: '4x8x8' | '4x32x32'
  readonly stage: 'encode' | 'decode'
  readonly frames: number
  /** Height and width. */
  readonly side: number
  readonly seconds: number
  readonly note: string
}

const quiet = 'median of up to three runs'
const loaded = 'one run, beside other load'

/**
 * Measured with the upstream code (hpcaitech/Open-Sora@7ad6a96, models/hunyuan_vae and models/dc_ae) on torch 2.13.0 for
 * CPUs: float32, random weights, no tiling, 2 threads of an AMD EPYC with AVX-512.
 */
const referenceTimes: readonly ReferenceTime[] = [
  { variant: '4x8x8', stage: 'decode', frames: 17, side: 128, seconds: 30.946, note: quiet },
  { variant: '4x32x32', stage: 'decode', frames: 16, side: 128, seconds: 40.556, note: quiet },
  { variant: '4x8x8', stage: 'encode', frames: 17, side: 128, seconds: 15.85, note: quiet },
  { variant: '4x32x32', stage: 'encode', frames: 16, side: 128, seconds: 22.776, note: quiet },
  { variant: '4x8x8', stage: 'decode', frames: 17, side: 256, seconds: 233.824, note: loaded },
  { variant: '4x32x32', stage: 'decode', frames: 16, side: 256, seconds: 277.634, note: loaded },
  { variant: '4x8x8', stage: 'encode', frames: 17, side: 256, seconds: 124.41, note: loaded },
  { variant: '4x32x32', stage: 'encode', frames: 16, side: 256, seconds: 167.213, note: loaded },
]

/** Matrix product of 4096³ before and after those runs: 128 and 136 GFLOP/s. */
const referenceFlopsPerSecond = 132e9

/** Our times beside upstream's for the same work, where both exist; upstream's scaled by the two matrix products. */
export function referenceRows(
  cells: readonly ProfileCell[],
  flopsPerSecondHere: number | null,
): readonly ReferenceRow[] {
  if (flopsPerSecondHere === null) return []
  return referenceTimes.flatMap(({ variant, stage, frames, side, seconds, note }) => {
    const cell = cells.find(
      (each) =>
        each.variant === variant && each.frames === frames && each.height === side && each.width === side,
    )
    const found = cell?.stages.find((each) => each.stage === stage)
    if (found?.time?.kind !== 'measured' || found.flops === null || found.achievedFlopsPerSecond === null)
      return []
    return [
      {
        variant,
        stage,
        frames,
        height: side,
        width: side,
        seconds: found.time.seconds,
        measured: found.time,
        flops: found.flops,
        achievedFlopsPerSecond: found.achievedFlopsPerSecond,
        peakMemoryBytes: found.peakMemoryBytes,
        referenceSeconds: seconds,
        referenceFlopsPerSecond,
        scaledReferenceSeconds: (seconds * referenceFlopsPerSecond) / flopsPerSecondHere,
        note,
      },
    ]
  })
}
