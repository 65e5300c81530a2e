import type { Clip } from '../../../bench/models/vision/clip.ts'
import { type FrameBatches, frameBatches } from './batches.ts'
import type { OpenNetwork } from './network.ts'

/** Ours: one session's memory against its speed (docs/scoring.md). */
const largestBatch = 8

/** Batches of a clip's frames through CLIP's image tower: normalised pixels [3, side, side] → features. */
export function clipImages(
  { network, run }: OpenNetwork<Clip>,
  frames: number,
  largest = largestBatch,
): FrameBatches & { readonly side: number } {
  const side = network.spec.imageResolution
  const batches = frameBatches({ frames, largest, shape: [3, side, side] }, (pixels) =>
    network.embedImages(run, pixels),
  )
  return { ...batches, side }
}
