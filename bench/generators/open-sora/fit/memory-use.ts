import { freemem } from 'node:os'
import { BenchError } from '../../../errors.ts'
import type { OpenSoraOptions } from '../options.ts'
import type { NetworkLoad, OpenSoraFit } from './fit.ts'

/** How the networks share the memory. */
export interface MemoryUse {
  readonly stream: boolean
  readonly keepLoaded: boolean
}

export interface MemoryVerdict extends MemoryUse {
  readonly fits: boolean
  readonly peakBytes: number
}

/** Share of the memory that a plan may fill; the rest is for the system, and for what the estimate misses. */
const usableShare = 0.9

/** From the fastest to the smallest. */
const allWays: readonly MemoryUse[] = [
  { stream: false, keepLoaded: true },
  { stream: false, keepLoaded: false },
  { stream: true, keepLoaded: true },
  { stream: true, keepLoaded: false },
]

/**
 * Estimated peak of resident memory: with all networks kept, everything between runs and the largest working memory;
 * otherwise the largest network with its working memory.
 */
export function peakBytes(
  { networks, processBytes }: OpenSoraFit,
  { stream, keepLoaded }: MemoryUse,
): number {
  const loads = networks.map(({ whole, streamed }) => (stream && streamed ? streamed : whole))
  const held = ({ ownBytes, mappedBytes }: NetworkLoad) => ownBytes + mappedBytes
  const networkBytes = keepLoaded
    ? loads.reduce((sum, load) => sum + held(load), 0) + Math.max(...loads.map((load) => load.workingBytes))
    : Math.max(...loads.map((load) => held(load) + load.workingBytes))
  return processBytes + networkBytes
}

/** Every way with its estimated peak. */
export const ways = (fit: OpenSoraFit): Omit<MemoryVerdict, 'fits'>[] =>
  allWays.map((way) => ({ ...way, peakBytes: peakBytes(fit, way) }))

/**
 * The first of these that fits, among those that the options leave open: all networks kept; one after the other; kept or
 * one after the other with T5 and the transformers read from disk. The last of them, with `fits` false, when none does.
 */
export function chooseMemoryUse(
  fit: OpenSoraFit,
  options: Pick<OpenSoraOptions, 'stream' | 'keepLoaded'>,
  memoryBytes: number,
): MemoryVerdict {
  const open = ways(fit)
    .filter(({ stream }) => options.stream === undefined || options.stream === stream)
    .filter(({ keepLoaded }) => options.keepLoaded === undefined || options.keepLoaded === keepLoaded)
  const found = open.find((way) => way.peakBytes <= usableShare * memoryBytes)
  return found ? { ...found, fits: true } : { ...open.at(-1)!, fits: false }
}

export const freeMemoryBytes = (): number => freemem()

/** The error of a configuration that does not fit, with the numbers. */
export function memoryError(
  { model, frames, stream }: OpenSoraOptions,
  { clip }: OpenSoraFit,
  { peakBytes: peak }: MemoryVerdict,
  memoryBytes: number,
): BenchError {
  const wayOut = stream === false ? 'Leave stream out or set it to true, use' : 'Use'
  return new BenchError('OPEN_SORA_MEMORY', {
    model,
    size: `${frames} frames of ${clip.width}×${clip.height}`,
    needed: gibibytes(peak),
    found: gibibytes(memoryBytes),
    usable: `${usableShare * 100} %`,
    wayOut,
  })
}

export const gibibytes = (bytes: number): string =>
  `${(bytes / 2 ** 30).toFixed(bytes < 10 * 2 ** 30 ? 2 : 1)} GiB`
