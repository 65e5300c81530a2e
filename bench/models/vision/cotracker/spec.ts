import { z } from 'zod'

const count = z.int().positive().max(4096)

/** Sizes of CoTracker2 as `config.json` states them. What the network's code fixes is a literal. */
export const cotrackerArchitecture = z.object({
  /** Rows and columns that a frame is resized to; the coarsest correlations need a place. */
  modelResolution: z.tuple([count.min(32), count.min(32)]),
  /** Frames of a window; the next one starts half of them later. */
  windowLength: count.multipleOf(2),
  latentDim: count.multipleOf(4),
  hiddenSize: count,
  numHeads: count,
  /** Blocks of each kind: over time, and over tracks. */
  depth: count,
  numVirtualTracks: count,
  mlpRatio: z.literal(4),
})
export type CotrackerSpec = z.output<typeof cotrackerArchitecture>

// facebookresearch/co-tracker, hubconf.py, cotracker2, and cotracker.py, CoTracker2
export const cotracker2: CotrackerSpec = {
  modelResolution: [384, 512],
  windowLength: 8,
  latentDim: 128,
  hiddenSize: 384,
  numHeads: 8,
  depth: 6,
  numVirtualTracks: 64,
  mlpRatio: 4,
}
