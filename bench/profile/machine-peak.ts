import type { MachinePeak } from '../records/autoencoder-result.ts'
import type { Watch } from './machine-watch.ts'
import type { PartSpec } from './part.ts'
import type { PartChild } from './part-host.ts'
import { measureRounds } from './rounds.ts'
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
export const referencePart = 2

/** The machine's matrix product and copy, each the median of some repetitions; watched like everything that is timed. */
export async function measurePeak(
  child: PartChild,
  watch: Watch,
  threads: number,
  signal: AbortSignal,
): Promise<MachinePeak> {
  const timed = (id: string, index: number) => ({
    id,
    run: async () => (await watch.timed(() => child.run(index))).seconds,
  })
  const { samples, failures } = await measureRounds([timed('matrix', 0), timed('copy', 1)], {
    minRounds: 5,
    maxRounds: 9,
    precision: 0.02,
    secondsLeft: () => 3,
    signal,
    between: () => watch.reference(),
  })
  for (const thrown of failures.values()) throw thrown
  const matrix = measuredTime({ samples: samples.get('matrix')!, stopped: 'limit' }, false)
  const copy = measuredTime({ samples: samples.get('copy')!, stopped: 'limit' }, false)
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
