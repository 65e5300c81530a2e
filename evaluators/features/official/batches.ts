import { type FloatTensor, floatTensor } from '../../../bench/tensor/tensor.ts'

export interface FrameBatches {
  /** Adds one frame's pixels; runs the network when the batch is full. */
  push(pixels: Float32Array): Promise<void>
  /** Runs what is left; the results of all frames, in order. */
  finish(): Promise<Float32Array[]>
}

export interface BatchOptions {
  /** Frames that are to come; more or fewer cost time, nothing else. */
  readonly frames: number
  /** Frames of a batch at most. */
  readonly largest: number
  /** Sizes of one frame. */
  readonly shape: readonly number[]
}

/**
 * Gathers frames into batches of one size, so that one session serves them all: frames are spread evenly over the fewest
 * batches, and the last one repeats its last frame.
 *
 * @param run pixels [B, ...shape] → results [B, ...]
 */
export function frameBatches(
  { frames, largest, shape }: BatchOptions,
  run: (pixels: FloatTensor) => Promise<FloatTensor>,
): FrameBatches {
  const size = evenBatch(frames, largest)
  const batch = floatTensor([size, ...shape])
  const length = batch.data.length / size
  const results: Float32Array[] = []
  let filled = 0
  const flush = async () => {
    for (let i = filled; i < size; i++)
      batch.data.copyWithin(i * length, (filled - 1) * length, filled * length)
    const { data } = await run(batch)
    const width = data.length / size
    for (let i = 0; i < filled; i++) results.push(data.slice(i * width, (i + 1) * width))
    filled = 0
  }
  return {
    async push(pixels) {
      batch.data.set(pixels, filled * length)
      filled++
      if (filled === size) await flush()
    },
    async finish() {
      if (filled > 0) await flush()
      return results
    },
  }
}

/** The size of the fewest equal batches of at most `largest` that hold `frames`. */
export function evenBatch(frames: number, largest: number): number {
  const batches = Math.max(1, Math.ceil(frames / largest))
  return Math.max(1, Math.ceil(frames / batches))
}
