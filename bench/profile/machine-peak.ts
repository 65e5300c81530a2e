import type { MachinePeak } from '../records/autoencoder-result.ts'
import type { Watch } from './machine-watch.ts'
import type { PartSpec } from './part.ts'
import { measuredTime } from './timing.ts'

/** Sides of the product: all threads work, and it takes a tenth of a second on two cores. */
const matrixSize = [2048, 2048, 2048] as const
/** Read and written: far more than any cache holds. */
const copyBytes = 2 ** 29
/** Sides of the product that is repeated between all measurements: a few hundredths of a second. */
const referenceSize = [1024, 2048, 1024] as const

/** Parts of the process that measures the machine itself, by place. */
export const machineParts: readonly PartSpec[] = [
  { kind: 'matrix', size: matrixSize },
  { kind: 'copy', bytes: copyBytes },
  { kind: 'matrix', size: referenceSize },
]
const [matrixPart, copyPart] = [0, 1]
export const referencePart = 2

/** The machine's matrix product and copy, sampled now and then in a run, as a machine's speed drifts. */
export class PeakSamples {
  readonly #matrix: number[] = []
  readonly #copy: number[] = []
  readonly #watch: Watch
  #warm = false

  constructor(watch: Watch) {
    this.#watch = watch
  }

  /** Runs both some times; the very first time once more, to warm up. */
  async sample(times: number, signal: AbortSignal): Promise<void> {
    for (let i = this.#warm ? 0 : -1; i < times && !signal.aborted; i++) {
      await this.#watch.reference()
      const matrix = await this.#watch.machine(matrixPart)
      const copy = await this.#watch.machine(copyPart)
      // a process that is gone measures nothing
      if (matrix === null || copy === null) return
      this.#warm = true
      if (i < 0) continue
      this.#matrix.push(matrix)
      this.#copy.push(copy)
    }
  }

  /** Null before the first sample. */
  peak(threads: number): MachinePeak | null {
    if (this.#matrix.length === 0) return null
    const matrix = measuredTime({ samples: this.#matrix, stopped: 'limit' }, false)
    const copy = measuredTime({ samples: this.#copy, stopped: 'limit' }, false)
    const [rows, inner, columns] = matrixSize
    return {
      threads,
      matrixProduct: {
        size: [...matrixSize],
        flopsPerSecond: (2 * rows * inner * columns) / matrix.seconds,
        time: matrix,
      },
      copy: { bytes: copyBytes, bytesPerSecond: copyBytes / copy.seconds, time: copy },
    }
  }
}
