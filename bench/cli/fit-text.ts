import type { NetworkFit, OpenSoraFit } from '../generators/open-sora/fit/fit.ts'
import { gibibytes, type MemoryVerdict } from '../generators/open-sora/fit/memory-use.ts'
import type { OpenSoraOptions } from '../generators/open-sora/options.ts'
import type { Problem } from '../records/problem.ts'
import { columns } from './print.ts'

export interface FitReport {
  readonly options: OpenSoraOptions
  readonly fit: OpenSoraFit
  readonly ways: readonly Omit<MemoryVerdict, 'fits'>[]
  /** Null where the provider's memory is not this plan's. */
  readonly verdict: MemoryVerdict | null
  /** Why it is refused. */
  readonly problem: Problem | null
  readonly memoryBytes: number
  /** Free just now; null for another machine. */
  readonly free: number | null
  /** Operations per second of a matrix product measured just now; null where there is none. */
  readonly rate: number | null
}

/** The plan as tables, with what they mean. */
export function fitText(report: FitReport): string {
  const { options, fit } = report
  const { clip, networks, processBytes } = fit
  const absent = networks.filter(({ isPresent }) => !isPresent)
  return [
    `${options.model}: ${clip.frames} frames of ${clip.width}×${clip.height}, ${clip.tokens} tokens, ${options.steps} steps, ${options.condition}`,
    '',
    networkTable(networks),
    '',
    `Beside these: ${gibibytes(processBytes)} for the process and kept text embeddings.`,
    ...(absent.length > 0
      ? [`Not downloaded: ${absent.map(({ file }) => file).join(', ')}; planned by the published files.`]
      : []),
    '',
    'Estimated peak memory',
    columns(report.ways.map((way) => [`  ${describe(way)}`, gibibytes(way.peakBytes)])),
    '',
    ...verdictLines(report),
    ...timeLines(report),
  ].join('\n')
}

function networkTable(networks: readonly NetworkFit[]): string {
  const head = [
    'network',
    'parameters',
    'on disk',
    'stored as',
    'own memory',
    'mapped',
    'working',
    'streamed: block',
    'working',
  ]
  const rows = networks.map(({ name, parameters, storedBytes, storedAs, whole, streamed }) => [
    name,
    `${(parameters / 1e6).toFixed(parameters < 1e8 ? 1 : 0)} M`,
    gibibytes(storedBytes),
    storedAs,
    gibibytes(whole.ownBytes),
    gibibytes(whole.mappedBytes),
    gibibytes(whole.workingBytes),
    streamed ? gibibytes(streamed.largestBytes) : '–',
    streamed ? gibibytes(streamed.workingBytes) : '–',
  ])
  return columns([head, ...rows])
}

const describe = ({ stream, keepLoaded }: { stream: boolean; keepLoaded: boolean }): string =>
  [
    stream ? 'T5 and transformers block by block from disk' : 'networks whole',
    keepLoaded ? (stream ? 'the others kept' : 'all kept') : 'one after the other',
  ].join(', ')

function verdictLines({ options, verdict, memoryBytes, free, ways }: FitReport): string[] {
  if (verdict === null) {
    return [
      `Memory of ${options.provider} is not planned: nothing was measured there (docs/gpu.md). The numbers are those of a CPU.`,
    ]
  }
  const of = `${gibibytes(memoryBytes)} of memory${free === null ? '' : `, ${gibibytes(free)} of it free now`}`
  if (!verdict.fits) {
    const least = Math.min(...ways.map(({ peakBytes }) => peakBytes))
    return [
      `Does not fit into ${of}: it needs about ${gibibytes(verdict.peakBytes)}, at the least ${gibibytes(least)}.`,
    ]
  }
  const { stream, keepLoaded } = verdict
  return [`Fits into ${of}: ${describe(verdict)} (stream: ${stream}, keepLoaded: ${keepLoaded}).`]
}

function timeLines({ fit, rate, verdict }: FitReport): string[] {
  const operations = fit.networks.reduce((sum, network) => sum + network.operationsPerClip, 0)
  const work = `Work of one clip: ${significant(operations / 1e12)} TFLOP`
  const read = verdict?.stream
    ? fit.networks.reduce((sum, { streamed }) => sum + (streamed?.readBytesPerClip ?? 0), 0)
    : 0
  const reading = read > 0 ? ` Streaming reads ${gibibytes(read)} for it, whose time is not in this.` : ''
  if (rate === null) return [`${work}. Time: not estimated.${reading}`]
  return [
    `${work}. At the ${significant(rate / 1e9)} GFLOP/s of a matrix product measured just now: about ${duration(operations / rate)}, at the least.${reading}`,
  ]
}

const significant = (value: number) => Number(value.toPrecision(3)).toLocaleString('en-US')

function duration(seconds: number): string {
  if (seconds < 120) return `${significant(seconds)} s`
  if (seconds < 7200) return `${significant(seconds / 60)} min`
  return `${significant(seconds / 3600)} h`
}
